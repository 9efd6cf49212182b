import type { Clock } from "./ports/runtime.ts";

/**
 * A value that is read anew when it is older than `every` ms, once for all callers that ask meanwhile. Where it cannot
 * be read, the last one stays in force; without a last one the caller gets the error. `failed` is called in both cases.
 */
export function createKeptFresh<T>(deps: {
  readonly every: number;
  readonly read: (last: T | undefined) => Promise<T>;
  readonly failed: (error: unknown, last: T | undefined) => void;
  readonly clock: Pick<Clock, "now">;
}): () => Promise<T> {
  let last: { readonly value: T; readonly readAt: number } | undefined;
  let reading: Promise<T> | undefined;

  async function read(): Promise<T> {
    const readAt = deps.clock.now();
    let value: T;
    try {
      value = await deps.read(last?.value);
    } catch (error) {
      deps.failed(error, last?.value);
      if (!last) throw error;
      value = last.value;
    }
    last = { value, readAt };
    return value;
  }

  return () => {
    const age = last ? deps.clock.now() - last.readAt : Number.POSITIVE_INFINITY;
    if (last && age >= 0 && age < deps.every) return Promise.resolve(last.value);
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  };
}
