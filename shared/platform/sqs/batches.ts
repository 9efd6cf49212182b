/** SQS limits of one batch call: entries, and bytes of all bodies together. Source: Amazon SQS quotas. */
const MAX_ENTRIES = 10;
const MAX_BYTES = 1_048_576;

/** Cuts entries into batches within the limits, in order. */
export function inBatches<T extends { readonly body: string }>(entries: readonly T[]): T[][] {
  const batches: T[][] = [];
  let current: T[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = Buffer.byteLength(entry.body);
    if (current.length > 0 && (current.length === MAX_ENTRIES || bytes + size > MAX_BYTES)) {
      batches.push(current);
      current = [];
      bytes = 0;
    }
    current.push(entry);
    bytes += size;
  }
  if (current.length > 0) batches.push(current);
  return batches;
}
