import * as z from "zod";
import { AwsError } from "../aws/service.ts";
import type { Parcel } from "./delivery/parcel-store.ts";
import { type Entry, EntryError, entrySchema, entrySize, eventOfEntry } from "./envelope.ts";
import { parcelsOf } from "./parcels.ts";
import { nameOfBus, type RuleBook } from "./rules/rule-book.ts";

/** PutEvents takes ten entries and 1 MiB in all. */
const MAX_ENTRIES = 10;
const MAX_BYTES = 1024 * 1024;

/** What PutEvents takes; see `entrySchema` for what is an error of one entry. */
export const putInput = z.object({ Entries: z.array(entrySchema).min(1) });

type Outcome = { parcels: Parcel[] } & ({ EventId: string } | { ErrorCode: string; ErrorMessage: string });

/**
 * Accepts the entries of a PutEvents: the answer to it, and the parcels that deliver them. `now`: epoch ms.
 * @throws AwsError ValidationException for what refuses the whole call
 */
export function acceptEntries(
  book: RuleBook,
  { Entries }: z.infer<typeof putInput>,
  now: number,
): { answer: object; parcels: Parcel[] } {
  if (Entries.length > MAX_ENTRIES) {
    throw new AwsError("ValidationException", `Entries must have length less than or equal to ${MAX_ENTRIES}`);
  }
  if (Entries.reduce((sum, entry) => sum + entrySize(entry), 0) > MAX_BYTES) {
    throw new AwsError("ValidationException", "Total size of the entries in the request is over the limit.");
  }
  const outcomes = Entries.map((entry) => outcomeOf(book, entry, now));
  const answer = {
    FailedEntryCount: outcomes.filter((outcome) => "ErrorCode" in outcome).length,
    Entries: outcomes.map(({ parcels: _delivered, ...entry }) => entry),
  };
  return { answer, parcels: outcomes.flatMap(({ parcels }) => parcels) };
}

function outcomeOf(book: RuleBook, entry: Entry, now: number): Outcome {
  try {
    const busName = nameOfBus(entry.EventBusName ?? "default");
    if (!book.hasBus(busName)) throw new EntryError("InvalidArgument", `EventBus ${busName} does not exist.`);
    const { id, text } = eventOfEntry(entry, now);
    const matching = book.matching(busName, JSON.parse(text));
    return { EventId: id, parcels: matching.flatMap((rule) => parcelsOf(rule, text)) };
  } catch (error) {
    if (!(error instanceof EntryError)) throw error;
    return { ErrorCode: error.code, ErrorMessage: error.message, parcels: [] };
  }
}
