import type { SQSRecord } from "aws-lambda";
import { AppError } from "../kernel/domain/errors.ts";
import { type FifoLane, laneMessageOf } from "./lane.ts";

/** A record of a FIFO batch with its body as the function's own type. */
export type FifoItem<T> = { readonly value: T; readonly record: SQSRecord };

/** Of an item that goes back to its queue. `failure`: what failed; without it the item waits for its turn. */
export type GoesBack = { readonly failure?: unknown };

/** How each item (by position) ended: undefined where it is done. */
export type FifoOutcome<Back extends GoesBack = GoesBack> = readonly (Back | undefined)[];

/** The end of work that says so by an error. */
export function failed(error: Error | undefined): GoesBack | undefined {
  return error && { failure: error };
}

/** The end of work that says so itself. */
export function undone<Back extends GoesBack>(
  result: { readonly done: true } | ({ readonly done: false } & Back),
): Back | undefined {
  return result.done ? undefined : result;
}

/** The message group of a record. */
export function groupOf({ attributes }: SQSRecord): string {
  return attributes.MessageGroupId ?? "";
}

export type WorkDeps<T, Back extends GoesBack> = {
  readonly lane: FifoLane;
  readonly handle: (items: readonly FifoItem<T>[]) => Promise<FifoOutcome<Back>>;
  readonly context: { readonly getRemainingTimeInMillis: () => number };
};

/**
 * Works on a batch; returns the items that are not done. An item at the head of what is left of its group that the store
 * refuses for its content is tried alone. Where it is refused again it is set aside, and the items behind it have their
 * turn, as long as half of the invocation's time is left.
 */
export async function workThrough<T, Back extends GoesBack>(
  items: readonly FifoItem<T>[],
  { lane, handle, context }: WorkDeps<T, Back>,
): Promise<ReadonlyMap<FifoItem<T>, Back>> {
  const back = new Map<FifoItem<T>, Back>();
  const halfTime = context.getRemainingTimeInMillis() / 2;

  /** The items that are not done, which go back unless they have another turn. */
  async function turn(some: readonly FifoItem<T>[]): Promise<FifoItem<T>[]> {
    const outcome = await handle(some);
    return some.filter((item, position) => {
      const end = outcome[position];
      if (end) back.set(item, end);
      else back.delete(item);
      return end !== undefined;
    });
  }

  /** The items of a group that have another turn, now that their head is out of the way. */
  async function behindHead([head, ...behind]: readonly FifoItem<T>[]): Promise<readonly FifoItem<T>[]> {
    if (!head || !isRefused(head)) return [];
    const [still] = await turn([head]);
    if (still && !(isRefused(head) && (await setAside(head)))) return [];
    return behind;
  }

  const isRefused = (item: FifoItem<T>): boolean => {
    const failure = back.get(item)?.failure;
    return failure instanceof AppError && failure.ofContent;
  };

  async function setAside(item: FifoItem<T>): Promise<boolean> {
    const message = laneMessageOf(lane.name, item.record);
    const isAside = await lane.setAside(message, "refused-by-store", back.get(item)?.failure);
    if (isAside) back.delete(item);
    return isAside;
  }

  let left = await turn(items);
  while (left.some(isRefused) && context.getRemainingTimeInMillis() > halfTime) {
    const groups = [...Map.groupBy(left, ({ record }) => groupOf(record)).values()];
    const next = (await Promise.all(groups.map(behindHead))).flat();
    left = next.length > 0 ? await turn(next) : [];
  }
  return back;
}
