/** A group of a batch after its items were worked on in order, up to the first failure. */
export type WorkedGroup<R> = {
  /** The positions of the group's items in the batch. */
  readonly positions: readonly number[];
  /** The results of the items before the failure. */
  readonly results: readonly R[];
  readonly failure: Error | undefined;
};

/** Works on the groups of a batch side by side, and on each group's items in order until `work` throws. */
export function workInOrder<T, R>(
  batch: readonly T[],
  groupOf: (item: T) => string,
  work: (item: T) => Promise<R>,
): Promise<readonly WorkedGroup<R>[]> {
  const groups = Map.groupBy(batch.entries(), ([, item]) => groupOf(item));
  return Promise.all(
    [...groups.values()].map(async (group): Promise<WorkedGroup<R>> => {
      const positions = group.map(([position]) => position);
      const results: R[] = [];
      for (const [, item] of group) {
        try {
          results.push(await work(item));
        } catch (cause) {
          return { positions, results, failure: cause instanceof Error ? cause : new Error(String(cause)) };
        }
      }
      return { positions, results, failure: undefined };
    }),
  );
}

/**
 * How each item of a batch of `size` ended, by position: undefined where it is done. All items of a group from its
 * first fault on have that fault, so that they come again in order.
 */
export function faultsInOrder<R>(
  size: number,
  groups: readonly WorkedGroup<R>[],
  faultOf: (result: R) => Error | undefined,
): readonly (Error | undefined)[] {
  const faults = new Array<Error | undefined>(size).fill(undefined);
  for (const { positions, results, failure } of groups) {
    let fault: Error | undefined;
    for (const [index, position] of positions.entries()) {
      fault ??= index < results.length ? faultOf(results[index] as R) : failure;
      faults[position] = fault;
    }
  }
  return faults;
}
