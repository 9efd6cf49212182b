import type { KeptSessionKeys, SessionKeyRows } from "../application/ports/session-keys.ts";

export function createMemorySessionKeys(): SessionKeyRows {
  let kept: KeptSessionKeys | undefined;
  return {
    get: async () => kept,
    async put(keys, after) {
      if ((kept?.revision ?? 0) !== after) return false;
      kept = { keys, revision: after + 1 };
      return true;
    },
  };
}
