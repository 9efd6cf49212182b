import type { MiniKey, MiniKeys } from "../application/ports/mini-keys.ts";
import { MINI_KEY_LIFE } from "../domain/mini/key-life.ts";

/** Session keys in memory. */
export function createMemoryMiniKeys(): MiniKeys {
  const rows = new Map<string, MiniKey>();
  const keyOf = (appId: string, openid: string) => JSON.stringify([appId, openid]);
  return {
    async put(appId, openid, key) {
      const kept = rows.get(keyOf(appId, openid));
      if (kept && kept.at > key.at) return false;
      rows.set(keyOf(appId, openid), key);
      return true;
    },
    async open(appId, openid, now) {
      const kept = rows.get(keyOf(appId, openid));
      return kept && now < kept.at + MINI_KEY_LIFE ? kept.sessionKey : undefined;
    },
    async forget(appId, openid) {
      rows.delete(keyOf(appId, openid));
    },
  };
}
