import type { GroupBook } from "../application/ports/group-book.ts";
import type { MemoryGroups } from "./memory-groups.ts";

/**
 * Groups in memory. A group that an account joins has another person as its owner. What a group is to the account alone
 * (remark, pinned, …) is not kept: the port only writes it. `now` gives epoch ms.
 */
export function createMemoryGroupBook({ add, seen, managed, wxidOf }: MemoryGroups, now: () => number): GroupBook {
  return {
    async create(appId, wxids) {
      return add(wxidOf(appId), wxids);
    },
    async join(appId) {
      return add("wxid_stranger", [wxidOf(appId)]);
    },
    async change(appId, groupId, { name }) {
      const { group } = seen(appId, groupId);
      group.name = name ?? group.name;
    },
    async leave(appId, groupId) {
      const { group, wxid } = seen(appId, groupId);
      group.members = group.members.filter((member) => member !== wxid);
    },
    async announcement(appId, groupId) {
      return seen(appId, groupId).group.announcement;
    },
    async announce(appId, groupId, content) {
      const { group, wxid } = managed(appId, groupId);
      group.announcement = { content, editor: wxid, publishedAt: now() };
    },
    async qrCode(appId, groupId) {
      seen(appId, groupId);
      return { qrBase64: "iVBORw0KGgo=", validity: "该二维码7天内有效" };
    },
  };
}
