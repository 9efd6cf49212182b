import { AwsError } from "../../aws/service.ts";
import { batchEntryIdsNotDistinct, emptyBatchRequest, invalidBatchEntryId, tooManyEntries } from "../errors.ts";

/** One entry of a batch that failed. */
export type FailedEntry = { Id: string; SenderFault: boolean; Code: string; Message: string };
/** What a batch answers: always read `Failed`. */
export type BatchResult<T> = { Successful: T[]; Failed: FailedEntry[] };

const ENTRY_ID = /^[A-Za-z0-9_-]{1,80}$/;

/** Checks number and ids of the entries. @throws AwsError for what fails the whole batch */
export function checkEntries(entries: readonly { Id: string }[], kind: string): void {
  if (entries.length === 0) throw emptyBatchRequest(kind);
  if (entries.length > 10) throw tooManyEntries(entries.length);
  const seen = new Set<string>();
  for (const { Id } of entries) {
    if (!ENTRY_ID.test(Id)) throw invalidBatchEntryId();
    if (seen.has(Id)) throw batchEntryIdsNotDistinct(Id);
    seen.add(Id);
  }
}

/** Carries out `work` for every entry; what AWS would refuse becomes a failed entry, anything else is thrown. */
export function eachEntry<E extends { Id: string }, T>(entries: readonly E[], work: (entry: E) => T): BatchResult<T> {
  const result: BatchResult<T> = { Successful: [], Failed: [] };
  for (const entry of entries) {
    try {
      result.Successful.push(work(entry));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      result.Failed.push({ Id: entry.Id, SenderFault: true, Code: error.code, Message: error.message });
    }
  }
  return result;
}
