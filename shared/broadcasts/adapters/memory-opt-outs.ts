import { pageOf } from "../../platform/memory/pager.ts";
import type { OptOut, OptOuts } from "../application/ports/opt-outs.ts";

/** Opt-outs in memory. */
export function createMemoryOptOuts(): OptOuts {
  const accounts = new Map<string, Map<string, OptOut>>();
  return {
    async add(appId, wxid, since) {
      const people = accounts.get(appId) ?? new Map<string, OptOut>();
      accounts.set(appId, people.set(wxid, { wxid, since }));
    },
    remove: async (appId, wxid) => accounts.get(appId)?.delete(wxid) ?? false,
    among: async (appId, wxids) => new Set(wxids.filter((wxid) => accounts.get(appId)?.has(wxid))),
    async list(appId, limit, cursor) {
      const byWxid = [...(accounts.get(appId)?.values() ?? [])].sort((a, b) => (a.wxid < b.wxid ? -1 : 1));
      const { page, next } = pageOf(byWxid, ({ wxid }) => wxid, limit, cursor);
      return { optOuts: page, ...next };
    },
  };
}
