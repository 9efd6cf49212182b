import type { SessionRows } from "../application/ports/session-rows.ts";
import type { Session } from "../domain/session.ts";

export function createMemorySessions(): SessionRows {
  const sessions = new Map<string, Session>();
  const ends = new Map<string, number>();
  const wordOf = (appId: string, openid: string) => JSON.stringify([appId, openid]);
  return {
    async put(session) {
      sessions.set(session.id, session);
    },
    get: async (id) => sessions.get(id),
    async remove(id) {
      sessions.delete(id);
    },
    async endBefore(appId, openid, before) {
      const word = wordOf(appId, openid);
      ends.set(word, Math.max(before, ends.get(word) ?? 0));
    },
    endedBefore: async (appId, openid) => ends.get(wordOf(appId, openid)) ?? 0,
  };
}
