type JoinOptions<T, R> = {
  /** Items that one call takes at most. */
  readonly most: number;
  /** `now`: a lone item goes at once. `turn`: it waits for what else comes in this turn of the event loop. */
  readonly starts: "now" | "turn";
  /** What an item is about: of one key no two items are under way in different calls, and their order stays. */
  keyOf(item: T): string;
  /** Whether an item may go with those that a call has already. Asked for every item but a call's first. */
  fits(taken: readonly T[], item: T): boolean;
  /** One result an item, in order. A rejection is that of all items, and of those of their keys that wait. */
  call(items: readonly T[]): Promise<readonly (R | PromiseLike<R>)[]>;
};

type Waiting<T, R> = {
  readonly item: T;
  readonly key: string;
  readonly resolve: (result: R | PromiseLike<R>) => void;
  readonly reject: (error: unknown) => void;
};

/** How long an item waits for the end of calls of other keys, ms: a slow call holds up nothing else for longer. */
const PATIENCE = 50;

/**
 * Joins what concurrent callers of a process want into few calls: what comes while a call is under way goes together
 * after it, or as soon as it fills a call of its own.
 */
export function createJoin<T, R>(options: JoinOptions<T, R>): (item: T) => Promise<R> {
  const { most, starts, keyOf, call } = options;
  let waiting: readonly Waiting<T, R>[] = [];
  let underWay = 0;
  let isScheduled = false;
  let patience: NodeJS.Timeout | undefined;
  const busy = new Set<string>();

  function begin(): void {
    if (starts === "now") start(1);
    else if (!isScheduled) {
      isScheduled = true;
      setImmediate(() => {
        isScheduled = false;
        start(1);
      });
    }
  }

  /** Starts calls; beside calls that are under way only such as have `least` items. */
  function start(least: number): void {
    while (waiting.length > 0) {
      const { taken, left } = take(waiting, busy, options);
      if (taken.length === 0 || (underWay > 0 && taken.length < least)) break;
      waiting = left;
      void run(taken);
    }
    clearTimeout(patience);
    patience = waiting.length === 0 ? undefined : setTimeout(() => start(1), PATIENCE);
  }

  async function run(taken: readonly Waiting<T, R>[]): Promise<void> {
    for (const { key } of taken) busy.add(key);
    underWay += 1;
    try {
      const results = await call(taken.map(({ item }) => item));
      for (const [index, { resolve }] of taken.entries()) resolve(results[index] as R | PromiseLike<R>);
    } catch (error) {
      const keys = new Set(taken.map(({ key }) => key));
      for (const { reject } of [...taken, ...waiting.filter(({ key }) => keys.has(key))]) reject(error);
      waiting = waiting.filter(({ key }) => !keys.has(key));
    }
    underWay -= 1;
    for (const { key } of taken) busy.delete(key);
    if (waiting.length > 0) begin();
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting = [...waiting, { item, key: keyOf(item), resolve, reject }];
      if (underWay === 0) begin();
      else if (waiting.length >= most) start(most);
      else patience ??= setTimeout(() => start(1), PATIENCE);
    });
}

/** The items of the next call: the first ones whose keys are free, as far as they fit. */
function take<T, R>(
  waiting: readonly Waiting<T, R>[],
  busy: ReadonlySet<string>,
  { most, fits }: Pick<JoinOptions<T, R>, "most" | "fits">,
) {
  const taken: Waiting<T, R>[] = [];
  const left: Waiting<T, R>[] = [];
  const items: T[] = [];
  const passed = new Set<string>();
  for (const [index, one] of waiting.entries()) {
    if (taken.length === most) return { taken, left: [...left, ...waiting.slice(index)] };
    const isFree = !busy.has(one.key) && !passed.has(one.key);
    if (isFree && (taken.length === 0 || fits(items, one.item))) {
      taken.push(one);
      items.push(one.item);
    } else {
      left.push(one);
      passed.add(one.key);
    }
  }
  return { taken, left };
}
