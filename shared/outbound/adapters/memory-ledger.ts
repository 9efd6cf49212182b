import { pageOf } from "../../platform/memory/pager.ts";
import type { Ledger } from "../application/ports/outbound.ts";
import {
  attemptsBefore,
  type CommandState,
  inNextGeneration,
  isClosable,
  isRequested,
  type LedgerEntry,
  needsAttention,
} from "../domain/ledger.ts";
import { type Acts, claimsOn, live, notingActs, type Rows } from "./memory-claims.ts";

/** The ledger in memory; `rows`: all that is in it. */
export function createMemoryLedger(): Ledger & { rows(): LedgerEntry[] } {
  const rows: Rows = new Map();
  const acts = notingActs();
  return {
    ...claimsOn(rows, acts),
    ...untriedOn(rows, acts),
    rows: () => [...rows.values()],
    get: async (commandId) => rows.get(commandId),
    listRequested: async (limit, cursor) => requestedPage([...rows.values()], limit, cursor),
    listAttention: async (state, limit, cursor) => attentionPage([...rows.values()], state, limit, cursor),
  };
}

function untriedOn(rows: Rows, acts: Acts): Pick<Ledger, "close" | "reserve" | "reserveAgain"> {
  return {
    async close(command, state, reason, now, by) {
      const entry = live(rows, command.id, now);
      if (acts.isBy(command.id, by)) return true;
      if (!isClosable(entry, command, now)) return false;
      rows.set(command.id, { command, state, attempts: attemptsBefore(entry, command), reason, updatedAt: now });
      acts.note(command.id, by);
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
