import type { MemberBook } from "../../../directory/application/ports/member-book.ts";
import type { CallOptions } from "../client/call-endpoint.ts";
import { createClient } from "../client/client.ts";
import { group } from "../contract/modules/group.ts";

/** The operation of `adminOperate`. */
const OPERATIONS = { addAdmins: 1, removeAdmins: 2, handOver: 3 } as const;

/** Members of groups over HTTP. */
export function createMemberBook(options: CallOptions): MemberBook {
  const { group: api } = createClient({ group }, options);
  return {
    async invite(appId, groupId, wxids, reason) {
      await api.inviteMember({ appId, chatroomId: groupId, wxids: wxids.join(","), reason });
    },
    async remove(appId, groupId, wxids) {
      await api.removeMember({ appId, chatroomId: groupId, wxids: wxids.join(",") });
    },
    async befriend(appId, groupId, wxid, greeting) {
      await api.addGroupMemberAsFriend({ appId, chatroomId: groupId, memberWxid: wxid, content: greeting });
    },
    async addAdmins(appId, groupId, wxids) {
      await api.adminOperate({ appId, chatroomId: groupId, operType: OPERATIONS.addAdmins, wxids });
    },
    async removeAdmins(appId, groupId, wxids) {
      await api.adminOperate({ appId, chatroomId: groupId, operType: OPERATIONS.removeAdmins, wxids });
    },
    async handOver(appId, groupId, wxid) {
      await api.adminOperate({ appId, chatroomId: groupId, operType: OPERATIONS.handOver, wxids: [wxid] });
    },
  };
}
