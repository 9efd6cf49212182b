import type { Ledger, LedgerEnd } from "../application/ports/outbound.ts";
import { attemptsBefore, endAfterUnknown, isReleasable, judgeClaim, type LedgerEntry } from "../domain/ledger.ts";

/** How long a row is kept after its last change, ms. */
const KEPT = 90 * 86_400_000;

export type Rows = Map<string, LedgerEntry>;

/** The acts that ended rows last, by command. */
export type Acts = ReturnType<typeof notingActs>;

export function notingActs() {
  const last = new Map<string, string>();
  return {
    isBy: (commandId: string, by: string | undefined) => by !== undefined && last.get(commandId) === by,
    note(commandId: string, by: string | undefined): void {
      if (by === undefined) last.delete(commandId);
      else last.set(commandId, by);
    },
  };
}

/** A row that is not too old. */
export function live(rows: Rows, commandId: string, now: number): LedgerEntry | undefined {
  const entry = rows.get(commandId);
  return entry && entry.updatedAt + KEPT > now ? entry : undefined;
}

/** What a sender does with a row of the ledger in memory. */
export function claimsOn(rows: Rows, acts: Acts): Pick<Ledger, "claim" | "finish" | "release" | "abandon"> {
  const finish: Ledger["finish"] = async (commandId, owner, end, now) => {
    const entry = rows.get(commandId);
    if (entry?.owner !== owner) return undefined;
    const { state } = entry;
    if (state === "sending" || (state === "unknown" && end.state !== "reserved")) {
      rows.set(commandId, ended(entry, end, now));
      return end.state;
    }
    if (state === end.state) return state;
    if (end.state !== "reserved") return undefined;
    if (state === "unknown") return finish(commandId, owner, endAfterUnknown(end.reason), now);
    return state === "failed" ? state : undefined;
  };

  return {
    finish,

    async claim(command, owner, leaseUntil, now) {
      const entry = live(rows, command.id, now);
      if (judgeClaim(entry, command, now, owner) === "send") {
        const attempts = attemptsBefore(entry, command);
        rows.set(command.id, { command, state: "sending", attempts, owner, leaseUntil, updatedAt: now });
        return { claimed: true, attempts };
      }
      if (!entry) throw new Error("a row that is not there can always be claimed");
      return { claimed: false, entry };
    },

    async release(command, owner, reason, now) {
      const entry = live(rows, command.id, now);
      if (!entry || isReleasable(entry, command, owner)) {
        const attempts = attemptsBefore(entry, command);
        rows.set(command.id, { command, state: "reserved", attempts, owner, reason, updatedAt: now });
        return "reserved";
      }
      if (entry.owner !== owner) return undefined;
      if (entry.state === "unknown") return finish(command.id, owner, endAfterUnknown(reason), now);
      return entry.state;
    },

    async abandon({ command: { id }, owner, leaseUntil }, reason, now, by) {
      const entry = rows.get(id);
      if (acts.isBy(id, by)) return true;
      if (entry?.state !== "sending" || entry.owner !== owner || entry.leaseUntil !== leaseUntil) return false;
      rows.set(id, ended(entry, { state: "unknown", reason }, now));
      acts.note(id, by);
      return true;
    },
  };
}

function ended({ leaseUntil, reason, ...entry }: LedgerEntry, end: LedgerEnd, now: number): LedgerEntry {
  return { ...entry, ...end, updatedAt: now };
}
