import type { InvokeStoreBase } from "@aws/lambda-invoke-store";

/** Something of which each invocation has its own, where several run at once in one process. */
export type OfInvocation<T> = {
  /** That of the invocation in hand; outside of any, and after its end, that of the process. */
  get(): T;
  /** The invocation in hand ends: gives what it had, and what the process has. Both begin anew. */
  end(): readonly T[];
};

/**
 * Lambda's runtime keeps a store for each invocation. It is asked for where a process has several at once only, as on
 * Lambda Managed Instances; elsewhere all is the process's.
 */
export function ofInvocation<T>(make: () => T): OfInvocation<T> {
  const key = Symbol("of the invocation");
  const ended = Symbol("ended");
  const isShared = process.env.AWS_LAMBDA_MAX_CONCURRENCY !== undefined;
  let ofProcess = make();

  /** The store, while an invocation is in hand. */
  function opened(): InvokeStoreBase | undefined {
    const store = isShared ? storeOf(globalThis) : undefined;
    return store?.hasContext() ? store : undefined;
  }

  return {
    get() {
      const store = opened();
      const own = store?.get<T | typeof ended>(key);
      if (!store || own === ended) return ofProcess;
      if (own !== undefined) return own;
      const made = make();
      store.set(key, made);
      return made;
    },
    end() {
      const store = opened();
      const own = store?.get<T | typeof ended>(key);
      store?.set(key, ended);
      const all = own === undefined || own === ended ? [ofProcess] : [own, ofProcess];
      ofProcess = make();
      return all;
    },
  };
}

/** The request id of the invocation in hand; undefined where the runtime does not say it. */
export function requestIdInHand(): string | undefined {
  const id = storeOf(globalThis)?.getRequestId();
  return id === "-" ? undefined : id;
}

function storeOf({ awslambda }: typeof globalThis): InvokeStoreBase | undefined {
  return awslambda?.InvokeStore;
}
