import type { TokenStore } from "../application/ports/access-tokens.ts";
import type { TokenState } from "../domain/access-token.ts";

type Row = TokenState & { readonly leaseUntil: number };

/** Access tokens and their leases in memory. */
export function createMemoryTokenStore(): TokenStore {
  const rows = new Map<string, Row>();

  function change(appId: string, epoch: number, changes: Partial<Row>): boolean {
    const row = rows.get(appId);
    if (row?.epoch !== epoch) return false;
    rows.set(appId, { ...row, ...changes });
    return true;
  }

  return {
    async get(appId) {
      const row = rows.get(appId);
      return row && stateOf(row);
    },
    async acquire(appId, until, now) {
      const row = rows.get(appId) ?? { epoch: 0, leaseUntil: 0 };
      if (row.leaseUntil > now) return undefined;
      const held = { ...row, epoch: row.epoch + 1, leaseUntil: until };
      rows.set(appId, held);
      return stateOf(held);
    },
    async countForce(appId, epoch, forced) {
      return change(appId, epoch, { forced });
    },
    async put(appId, epoch, token) {
      return change(appId, epoch, { token, leaseUntil: 0 });
    },
    async release(appId, epoch) {
      change(appId, epoch, { leaseUntil: 0 });
    },
  };
}

function stateOf({ leaseUntil: _lease, ...state }: Row): TokenState {
  return state;
}
