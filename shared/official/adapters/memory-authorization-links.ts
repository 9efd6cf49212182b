import type { AuthorizationLink, AuthorizationLinks } from "../application/ports/authorization-links.ts";

/** Links in memory. */
export function createMemoryAuthorizationLinks(): AuthorizationLinks {
  const rows = new Map<string, { readonly link: AuthorizationLink; readonly until: number }>();
  return {
    async put(state, link, until) {
      rows.set(state, { link, until });
    },
    async take(state, now) {
      const row = rows.get(state);
      rows.delete(state);
      return row && now < row.until ? row.link : undefined;
    },
  };
}
