import { AppError } from "../../../kernel/domain/errors.ts";
import { type Item, isExpired } from "../../../platform/dynamodb/attributes.ts";
import { absent, type Table } from "../../../platform/dynamodb/table.ts";
import type { LedgerEntry } from "../../domain/ledger.ts";
import { entryOf, rowOf, unchanged } from "./row.ts";

/** A round is lost when another sender changed the row meanwhile; few senders ever want the same row. */
const ROUNDS = 5;

export type Overwriting = {
  readonly commandId: string;
  /** Whether the row may be written, given how it stands; it always may where there is no row. */
  readonly may: (entry: LedgerEntry) => boolean;
  readonly next: (entry: LedgerEntry | undefined) => LedgerEntry;
  /** Signs the write (see `Signing`). */
  readonly by?: true | string;
  /** How the row is taken to stand at first; no row unless given. */
  readonly expected?: LedgerEntry | undefined;
};

export type Overwritten = { readonly done: true } | { readonly done: false; readonly entry: LedgerEntry };

/**
 * Writes what `next` makes of a row for as long as `may` allows, each time on condition that the row stands as it was
 * read. A row that is not there yet is written together with those of other commands. Otherwise returns the row as it
 * stands. Throws `unavailable` where the row changes too fast.
 */
export async function overwrite(table: Table, overwriting: Overwriting, now: number): Promise<Overwritten> {
  const { commandId, may, next, by, expected } = overwriting;
  let found = expected;
  for (let round = 0; round < ROUNDS; round++) {
    if (found && !may(found)) return { done: false, entry: found };
    const row = rowOf(next(found));
    const signing = by === undefined ? {} : { signed: by };
    const written = await (found
      ? table.put(row, unchanged(found), signing)
      : table.joined.put(row, absent(now), signing));
    if (written.done) return { done: true };
    found = live(written.item, now);
  }
  if (found) return { done: false, entry: found };
  throw new AppError("unavailable", "the ledger's row changes too fast", { retryable: true, details: { commandId } });
}

function live(item: Item | undefined, now: number): LedgerEntry | undefined {
  return item && !isExpired(item, now) ? entryOf(item) : undefined;
}
