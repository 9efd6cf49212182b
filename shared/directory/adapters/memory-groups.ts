import { AppError } from "../../kernel/domain/errors.ts";
import type { GroupAnnouncement } from "../application/ports/group-book.ts";

export type MemoryGroup = {
  name: string;
  owner: string;
  admins: readonly string[];
  /** wxids, in the order in which they came. */
  members: readonly string[];
  announcement: GroupAnnouncement;
};

/** A group as one account sees it. */
export type SeenGroup = { readonly group: MemoryGroup; readonly wxid: string };

/** The groups that the books of groups and members share in memory. `wxids` are those of the accounts, by appId. */
export function createMemoryGroups(wxids: ReadonlyMap<string, string>) {
  const groups = new Map<string, MemoryGroup>();

  function wxidOf(appId: string): string {
    const wxid = wxids.get(appId);
    if (wxid === undefined) throw new AppError("not-found", `the gateway has no device '${appId}'`);
    return wxid;
  }

  function add(owner: string, members: readonly string[]): string {
    const id = `${groups.size + 1}@chatroom`;
    const announcement = { content: "", editor: "" };
    groups.set(id, { name: "", owner, admins: [], members: [owner, ...members], announcement });
    return id;
  }

  /** Throws `refused` for a group that the account is not in. */
  function seen(appId: string, groupId: string): SeenGroup {
    const group = groups.get(groupId);
    const wxid = wxidOf(appId);
    if (!group?.members.includes(wxid)) throw new AppError("refused", `the account is not in the group '${groupId}'`);
    return { group, wxid };
  }

  /** The same for the owner and the administrators; throws `refused` for others. */
  function managed(appId: string, groupId: string): SeenGroup {
    const { group, wxid } = seen(appId, groupId);
    if (group.owner !== wxid && !group.admins.includes(wxid))
      throw new AppError("refused", "the account may not do that");
    return { group, wxid };
  }

  /** The same for the owner alone. */
  function owned(appId: string, groupId: string): SeenGroup {
    const { group, wxid } = seen(appId, groupId);
    if (group.owner !== wxid) throw new AppError("refused", "only the owner may do that");
    return { group, wxid };
  }

  return { groups, wxidOf, add, seen, managed, owned };
}

export type MemoryGroups = ReturnType<typeof createMemoryGroups>;
