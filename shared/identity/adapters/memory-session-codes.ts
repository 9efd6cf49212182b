import type { SessionCode, SessionCodes } from "../application/ports/session-codes.ts";

export function createMemorySessionCodes(): SessionCodes {
  const rows = new Map<string, { readonly of: SessionCode; readonly until: number }>();
  return {
    async put(code, of, until) {
      rows.set(code, { of, until: Math.floor(until / 1000) * 1000 });
    },
    async take(code, now) {
      const row = rows.get(code);
      rows.delete(code);
      return row && now < row.until ? row.of : undefined;
    },
  };
}
