/** SQS limits of one batch call: entries, and bytes of all bodies together. Source: Amazon SQS quotas. */
export const MAX_ENTRIES = 10;
export const MAX_BYTES = 1_048_576;

type Entry = { readonly body: string };

/** Cuts entries into batches within the limits, in order. */
export function inBatches<T extends Entry>(entries: readonly T[]): T[][] {
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

/**
 * Cuts entries into as many batches as `inBatches` does, with the entries of a group in as many different batches as
 * that allows. Each group keeps its order. SQS refuses entries one by one: an entry in a later call waits for the
 * answer to an earlier one of its group, and an entry in the same call may overtake it.
 */
export function inSpreadBatches<T extends Entry>(entries: readonly T[], groupOf: (entry: T) => string): T[][] {
  const inOrder = inBatches(entries);
  if (inOrder.length < 2) return inOrder;
  const spread = spreadOver(inOrder.length, [...Map.groupBy(entries, groupOf).values()]);
  // Bodies near the limit may fit into so few calls only as they stand.
  return spread.every(fits) ? spread : inOrder;
}

/**
 * Each call takes of each group the share that is due to it, up to ten entries, beginning with the groups that have
 * most left. The shares of a call are together at least what the calls behind it cannot take.
 */
function spreadOver<T>(calls: number, groups: readonly T[][]): T[][] {
  const waiting = groups.map((entries) => [...entries]);
  const batches = Array.from({ length: calls }, (_, call) => {
    const shares = waiting
      .toSorted((a, b) => b.length - a.length)
      .map((group) => ({ group, share: Math.ceil(group.length / (calls - call)) }));
    const batch: T[] = [];
    for (let round = 0; round < (shares[0]?.share ?? 0); round++) {
      const due = shares.filter(({ share }) => round < share);
      for (const { group } of due.slice(0, MAX_ENTRIES - batch.length)) batch.push(...group.splice(0, 1));
    }
    return batch;
  });
  return batches.filter(({ length }) => length > 0);
}

function fits(batch: readonly Entry[]): boolean {
  return batch.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0) <= MAX_BYTES;
}
