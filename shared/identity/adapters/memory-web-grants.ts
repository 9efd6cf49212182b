import type { KeptGrant, WebGrants } from "../application/ports/web-grants.ts";

type Row = { readonly kept: KeptGrant; readonly leaseUntil: number; readonly until: number };

/** Grants and their leases in memory. */
export function createMemoryWebGrants(): WebGrants {
  const rows = new Map<string, Row>();
  const keyOf = (appId: string, openid: string) => JSON.stringify([appId, openid]);

  function change(appId: string, openid: string, epoch: number, next: (row: Row) => Row | undefined): boolean {
    const key = keyOf(appId, openid);
    const row = rows.get(key);
    if (row?.kept.epoch !== epoch) return false;
    const changed = next(row);
    if (changed) rows.set(key, changed);
    else rows.delete(key);
    return true;
  }

  return {
    async put(appId, openid, grant) {
      const row = rows.get(keyOf(appId, openid));
      if (row && row.until > grant.until) return;
      const epoch = (row?.kept.epoch ?? grant.until) + 1;
      rows.set(keyOf(appId, openid), { kept: { epoch, grant }, leaseUntil: 0, until: grant.until });
    },
    async get(appId, openid, now) {
      const row = rows.get(keyOf(appId, openid));
      return row && now < row.until ? row.kept : undefined;
    },
    async acquire(appId, openid, until, now) {
      const row = rows.get(keyOf(appId, openid));
      if (!row || row.leaseUntil > now) return undefined;
      const kept = { ...row.kept, epoch: row.kept.epoch + 1 };
      rows.set(keyOf(appId, openid), { ...row, kept, leaseUntil: until });
      return now < row.until ? kept : undefined;
    },
    async renew(appId, openid, epoch, grant) {
      return change(appId, openid, epoch, () => ({ kept: { epoch, grant }, leaseUntil: 0, until: grant.until }));
    },
    async kill(appId, openid, epoch, now) {
      return change(appId, openid, epoch, (row) => ({ ...row, kept: { epoch, deadSince: now } }));
    },
    async remove(appId, openid, epoch) {
      return change(appId, openid, epoch, () => undefined);
    },
    async release(appId, openid, epoch) {
      change(appId, openid, epoch, (row) => ({ ...row, leaseUntil: 0 }));
    },
    async forget(appId, openid) {
      rows.delete(keyOf(appId, openid));
    },
  };
}
