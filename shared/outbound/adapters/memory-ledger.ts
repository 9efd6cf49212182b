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

/** How long a row is kept after its last change, ms. */
const KEPT = 90 * 86_400_000;

type Rows = Map<string, LedgerEntry>;

/** The ledger in memory; `rows`: all that is in it. */
export function createMemoryLedger(): Ledger & { rows(): LedgerEntry[] } {
  const rows: Rows = new Map();
  return {
    ...claimsOn(rows),
    ...untriedOn(rows),
    rows: () => [...rows.values()],
    get: async (commandId) => rows.get(commandId),
    listRequested: async (limit, cursor) => requestedPage([...rows.values()], limit, cursor),
    listAttention: async (state, limit, cursor) => attentionPage([...rows.values()], state, limit, cursor),
  };
}

function claimsOn(rows: Rows): Pick<Ledger, "claim" | "finish" | "abandon"> {
  return {
    async claim(command, owner, leaseUntil, now) {
      const entry = live(rows, command.id, now);
      if (judgeClaim(entry, command, now) === "send") {
        const attempts = attemptsBefore(entry, command);
        rows.set(command.id, { command, state: "sending", attempts, owner, leaseUntil, updatedAt: now });
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
      rows.set(commandId, ended(entry, end, now));
      return true;
    },

    async abandon({ command: { id }, owner, leaseUntil }, reason, now) {
      const entry = rows.get(id);
      if (entry?.state !== "sending" || entry.owner !== owner || entry.leaseUntil !== leaseUntil) return false;
      rows.set(id, ended(entry, { state: "unknown", reason }, now));
      return true;
    },
  };
}

function untriedOn(rows: Rows): Pick<Ledger, "close" | "reserve" | "reserveAgain"> {
  return {
    async close(command, state, reason, now) {
      const entry = live(rows, command.id, now);
      if (!isClosable(entry, command, now)) return false;
      rows.set(command.id, { command, state, attempts: attemptsBefore(entry, command), reason, updatedAt: now });
      return true;
    },

    async reserve(command, now) {
      const entry = live(rows, command.id, now) ?? { command, state: "reserved", attempts: 0, updatedAt: now };
      rows.set(command.id, entry);
      return entry;
    },

    async reserveAgain(held, now) {
      const { id } = held.command;
      const entry = rows.get(id);
      if (entry?.state !== "held" || entry.command.generation !== held.command.generation) return;
      rows.set(id, { command: inNextGeneration(held), state: "reserved", attempts: 0, updatedAt: now });
    },
  };
}

function live(rows: Rows, commandId: string, now: number): LedgerEntry | undefined {
  const entry = rows.get(commandId);
  return entry && entry.updatedAt + KEPT > now ? entry : undefined;
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
