import type { Comeback, SignInStates } from "../application/ports/sign-in-states.ts";
import type { Beginning } from "../domain/sign-in.ts";

/** Sign-ins under way in memory. */
export function createMemorySignInStates(): SignInStates {
  const rows = new Map<string, { readonly by: Comeback; readonly beginning: Beginning; readonly until: number }>();
  return {
    async put(state, by, beginning, until) {
      rows.set(state, { by, beginning, until });
    },
    async take(state, { appId, browser }, now) {
      const row = rows.get(state);
      if (row?.by.appId !== appId || row.by.browser !== browser) return undefined;
      rows.delete(state);
      return now < row.until ? row.beginning : undefined;
    },
  };
}
