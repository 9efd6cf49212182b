import type { PersonLinks } from "../application/ports/person-links.ts";
import type { Member } from "../domain/person.ts";

const KEPT = 365 * 86_400_000;

type Row<T> = { readonly value: T; readonly until: number };

/** Links of persons in memory; `size` counts all rows. */
export function createMemoryPersonLinks(): PersonLinks & { size(): number } {
  const unionids = new Map<string, Row<string>>();
  const members = new Map<string, Row<Member>>();
  const wordOf = (...parts: readonly string[]) => JSON.stringify(parts);
  const liveIn = <T>(row: Row<T> | undefined, now: number) => (row && now < row.until ? row.value : undefined);
  return {
    size: () => unionids.size + members.size,
    unionidOf: async (appId, openid, now) => liveIn(unionids.get(wordOf(appId, openid)), now),
    async noteUnionid(appId, openid, unionid, now) {
      const word = wordOf(appId, openid);
      const before = liveIn(unionids.get(word), now);
      unionids.set(word, { value: unionid, until: now + KEPT });
      return before;
    },
    async noteMember(unionid, appId, openid, now) {
      const word = wordOf(unionid, appId, openid);
      const firstSeenAt = members.get(word)?.value.firstSeenAt ?? now;
      members.set(word, { value: { appId, openid, firstSeenAt, lastSeenAt: now }, until: now + KEPT });
    },
    members: async (unionid, now) =>
      [...members]
        .filter(([word]) => JSON.parse(word)[0] === unionid)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .flatMap(([, row]) => liveIn(row, now) ?? []),
    async removeUnionid(appId, openid) {
      unionids.delete(wordOf(appId, openid));
    },
    async removeMember(unionid, appId, openid) {
      members.delete(wordOf(unionid, appId, openid));
    },
  };
}
