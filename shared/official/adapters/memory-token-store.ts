import type { TokenStore } from "../application/ports/kept-tokens.ts";
import type { TokenState } from "../domain/kept-token.ts";

type Row = TokenState & { readonly leaseUntil: number };

/** Tokens of one kind and their leases in memory. */
export function createMemoryTokenStore(): TokenStore {
  const rows = new Map<string, Row>();

  function change(owner: string, epoch: number, changes: Partial<Row>): boolean {
    const row = rows.get(owner);
    if (row?.epoch !== epoch) return false;
    rows.set(owner, { ...row, ...changes });
    return true;
  }

  return {
    async get(owner) {
      const row = rows.get(owner);
      return row && stateOf(row);
    },
    async acquire(owner, until, now) {
      const row = rows.get(owner) ?? { epoch: 0, leaseUntil: 0 };
      if (row.leaseUntil > now) return undefined;
      const held = { ...row, epoch: row.epoch + 1, leaseUntil: until };
      rows.set(owner, held);
      return stateOf(held);
    },
    async countReplacement(owner, epoch, replaced) {
      return change(owner, epoch, { replaced });
    },
    async put(owner, epoch, token) {
      return change(owner, epoch, { token, leaseUntil: 0 });
    },
    async release(owner, epoch) {
      change(owner, epoch, { leaseUntil: 0 });
    },
    async forget(owner) {
      const row = rows.get(owner);
      if (row) rows.set(owner, { epoch: row.epoch + 1, leaseUntil: 0 });
    },
  };
}

function stateOf({ leaseUntil: _lease, ...state }: Row): TokenState {
  return state;
}
