import { AppError } from "../../kernel/domain/errors.ts";
import type { ContactBook, FoundPerson } from "../application/ports/contact-book.ts";

const TICKET = /^v3_(.+)@stranger$/;

/**
 * Contacts in memory. `people` are those whom a search finds, by wxid; the ticket `v3` names the wxid. Remarks and
 * permissions are not kept: the port only writes them.
 */
export function createMemoryContactBook(
  people: ReadonlyMap<string, Pick<FoundPerson, "nickname" | "signature" | "avatarUrl">> = new Map(),
): ContactBook {
  const accounts = new Map<string, Set<string>>();

  function friendsOf(appId: string): Set<string> {
    const friends = accounts.get(appId) ?? new Set<string>();
    accounts.set(appId, friends);
    return friends;
  }

  return {
    async search(_appId, query) {
      const person = people.get(query);
      if (!person) throw new AppError("refused", `no person has the WeChat id '${query}'`);
      return { v3: `v3_${query}@stranger`, v4: `v4_${query}@stranger`, ...person };
    },
    async add() {
      // The person has to accept first.
    },
    async answer(appId, { v3 }, verdict) {
      const wxid = TICKET.exec(v3)?.[1];
      if (wxid !== undefined && verdict === "accept") friendsOf(appId).add(wxid);
    },
    async change(appId, wxid) {
      if (!friendsOf(appId).has(wxid)) throw new AppError("refused", `'${wxid}' is not a friend`);
    },
    async remove(appId, wxid) {
      friendsOf(appId).delete(wxid);
    },
    async relations(appId, wxids) {
      return wxids.map((wxid) => ({ wxid, relation: friendsOf(appId).has(wxid) ? 0 : 1 }));
    },
  };
}
