type JoinOptions<T, R> = {
  /** Items that one call takes at most. */
  readonly most: number;
  /** What an item is about: of one key no two items are under way in different calls, and their order stays. */
  keyOf(item: T): string;
  /** Whether an item may go with those that a call has already. Asked for every item but a call's first. */
  fits(taken: readonly T[], item: T): boolean;
  /** One result an item, in order. A rejection is that of all items. */
  call(items: readonly T[]): Promise<readonly (R | PromiseLike<R>)[]>;
};

type Waiting<T, R> = {
  readonly item: T;
  readonly resolve: (result: R | PromiseLike<R>) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * Joins what concurrent callers of a process want into few calls. What comes in one turn of the event loop goes
 * together, so that a lone item waits for the end of the turn only; what comes while a call is under way waits for its
 * end, or until it fills a call of its own.
 */
export function createJoin<T, R>({ most, keyOf, fits, call }: JoinOptions<T, R>): (item: T) => Promise<R> {
  let waiting: readonly Waiting<T, R>[] = [];
  let underWay = 0;
  let isScheduled = false;
  const busy = new Set<string>();

  function schedule(): void {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(start);
  }

  function start(): void {
    isScheduled = false;
    while (waiting.length > 0 && (underWay === 0 || waiting.length >= most)) {
      const { taken, left } = take();
      if (taken.length === 0 || (underWay > 0 && taken.length < most)) return;
      waiting = left;
      void run(taken);
    }
  }

  function take() {
    const taken: Waiting<T, R>[] = [];
    const left: Waiting<T, R>[] = [];
    const passed = new Set<string>();
    for (const [index, one] of waiting.entries()) {
      if (taken.length === most) return { taken, left: [...left, ...waiting.slice(index)] };
      const key = keyOf(one.item);
      const isFree = !busy.has(key) && !passed.has(key);
      const hasRoom = () =>
        taken.length === 0 ||
        fits(
          taken.map(({ item }) => item),
          one.item,
        );
      if (isFree && hasRoom()) taken.push(one);
      else {
        left.push(one);
        passed.add(key);
      }
    }
    return { taken, left };
  }

  async function run(taken: readonly Waiting<T, R>[]): Promise<void> {
    const keys = taken.map(({ item }) => keyOf(item));
    for (const key of keys) busy.add(key);
    underWay += 1;
    try {
      const results = await call(taken.map(({ item }) => item));
      for (const [index, { resolve }] of taken.entries()) resolve(results[index] as R | PromiseLike<R>);
    } catch (error) {
      for (const { reject } of taken) reject(error);
    }
    underWay -= 1;
    for (const key of keys) busy.delete(key);
    if (waiting.length > 0) schedule();
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting = [...waiting, { item, resolve, reject }];
      if (underWay === 0 || waiting.length >= most) schedule();
    });
}
