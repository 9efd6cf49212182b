import type { SessionRows } from "../application/ports/session-rows.ts";
import type { Session } from "../domain/session.ts";

export function createMemorySessions(): SessionRows {
  const sessions = new Map<string, Session>();
  const ends = new Map<string, number>();
  const wordOf = (...parts: readonly string[]) => JSON.stringify(parts);
  const endOf = (word: string) => ends.get(word) ?? 0;
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
      ends.set(word, Math.max(before, endOf(word)));
    },
    async endAllBefore(appId, before) {
      const word = wordOf(appId);
      ends.set(word, Math.max(before, endOf(word)));
    },
    endedBefore: async (appId, openid) => Math.max(endOf(wordOf(appId, openid)), endOf(wordOf(appId))),
  };
}
