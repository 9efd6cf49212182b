import type { MemberBook } from "../application/ports/member-book.ts";
import type { MemoryGroups } from "./memory-groups.ts";

/** Members of groups in memory. People who are asked for a friendship do not answer. */
export function createMemoryMemberBook({ seen, managed, owned }: MemoryGroups): MemberBook {
  return {
    async invite(appId, groupId, wxids) {
      const { group } = seen(appId, groupId);
      group.members = [...new Set([...group.members, ...wxids])];
    },
    async remove(appId, groupId, wxids) {
      const { group } = managed(appId, groupId);
      group.members = group.members.filter((member) => !wxids.includes(member));
    },
    async befriend(appId, groupId) {
      seen(appId, groupId);
    },
    async addAdmins(appId, groupId, wxids) {
      const { group } = owned(appId, groupId);
      group.admins = [...new Set([...group.admins, ...wxids])];
    },
    async removeAdmins(appId, groupId, wxids) {
      const { group } = owned(appId, groupId);
      group.admins = group.admins.filter((admin) => !wxids.includes(admin));
    },
    async handOver(appId, groupId, wxid) {
      owned(appId, groupId).group.owner = wxid;
    },
  };
}
