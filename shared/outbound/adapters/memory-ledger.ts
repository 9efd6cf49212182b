import { pageOf } from "../../platform/memory/pager.ts";
import type { Ledger, LedgerEnd } from "../application/ports/outbound.ts";
import {
  attemptsBefore,
  type CommandState,
  inNextGeneration,
  isClosable,
  isRequested,
  judgeClaim,
  type LedgerEntry,
  needsAttention,
} from "../domain/ledger.ts";

const KEPT = 90 * 86_400_000;

/** The ledger in memory; `rows`: all that is in it. */
export function createMemoryLedger(): Ledger & { rows(): LedgerEntry[] } {
  const rows = new Map<string, LedgerEntry>();

  function live(commandId: string, now: number): LedgerEntry | undefined {
    const entry = rows.get(commandId);
    return entry && entry.updatedAt + KEPT > now ? entry : undefined;
  }

  function put(entry: LedgerEntry): void {
    rows.set(entry.command.id, entry);
  }

  return {
    rows: () => [...rows.values()],

    async claim(command, owner, leaseUntil, now) {
      const entry = live(command.id, now);
      if (judgeClaim(entry, command, now) === "send") {
        const attempts = attemptsBefore(entry, command);
        put({ command, state: "sending", attempts, owner, leaseUntil, updatedAt: now });
        return { claimed: true, attempts };
      }
      if (!entry) throw new Error("a row that is not there can always be claimed");
      if (entry.state === "sending" && entry.owner === owner) return { claimed: true, attempts: entry.attempts };
      return { claimed: false, entry };
    },

    async finish(commandId, owner, end, now) {
      const entry = rows.get(commandId);
      if (entry?.owner !== owner) return false;
      if (entry.state !== "sending" && entry.state !== "unknown") return entry.state === end.state;
      put(ended(entry, end, now));
      return true;
    },

    async abandon({ command, owner, leaseUntil }, reason, now) {
      const entry = rows.get(command.id);
      if (entry?.state !== "sending" || entry.owner !== owner || entry.leaseUntil !== leaseUntil) return false;
      put(ended(entry, { state: "unknown", reason }, now));
      return true;
    },

    async close(command, state, reason, now) {
      const entry = live(command.id, now);
      if (!isClosable(entry, command, now)) return false;
      put({ command, state, attempts: attemptsBefore(entry, command), reason, updatedAt: now });
      return true;
    },

    async reserve(command, now) {
      const entry = live(command.id, now) ?? { command, state: "reserved", attempts: 0, updatedAt: now };
      put(entry);
      return entry;
    },

    async reserveAgain(held, now) {
      const entry = rows.get(held.command.id);
      if (entry?.state !== "held" || entry.command.generation !== held.command.generation) return;
      put({ command: inNextGeneration(held), state: "reserved", attempts: 0, updatedAt: now });
    },

    async get(commandId) {
      return rows.get(commandId);
    },

    listRequested: async (limit, cursor) => requestedPage([...rows.values()], limit, cursor),
    listAttention: async (state, limit, cursor) => attentionPage([...rows.values()], state, limit, cursor),
  };
}

type Page = { readonly entries: readonly LedgerEntry[]; readonly cursor?: string };

/** Oldest first. The cursor is the last row's place in time. */
function requestedPage(rows: readonly LedgerEntry[], limit: number, cursor: string | undefined): Page {
  const oldest = rows
    .filter((entry) => isRequested(entry) && entry.attempts === 0 && entry.reason === undefined)
    .map((entry) => ({ entry, place: `${String(entry.updatedAt).padStart(15, "0")} ${entry.command.id}` }))
    .sort((a, b) => (a.place < b.place ? -1 : 1))
    .filter(({ place }) => cursor === undefined || place > cursor);
  const page = oldest.slice(0, limit);
  const last = page.at(-1);
  return {
    entries: page.map(({ entry }) => entry),
    ...(last && oldest.length > limit ? { cursor: last.place } : {}),
  };
}

/** Newest first. */
function attentionPage(
  rows: readonly LedgerEntry[],
  state: CommandState,
  limit: number,
  cursor: string | undefined,
): Page {
  const found = rows
    .filter((entry) => entry.state === state && needsAttention(state))
    .sort((a, b) => b.updatedAt - a.updatedAt || (a.command.id < b.command.id ? 1 : -1));
  const { page, next } = pageOf(found, ({ command }) => command.id, limit, cursor);
  return { entries: page, ...next };
}

function ended({ leaseUntil, reason, ...entry }: LedgerEntry, end: LedgerEnd, now: number): LedgerEntry {
  return { ...entry, ...end, updatedAt: now };
}
