import type { Clock } from "./ports/runtime.ts";

/** More keys than any fleet has accounts; a key that is dropped is only loaded again. */
const MOST_KEYS = 10_000;

/**
 * Remembers what `load` gave for each key for `ttlMs`, for the latest 10,000 keys; loads running at the same time are
 * shared. A failed load is not remembered.
 */
export function cached<T>(clock: Clock, ttlMs: number, load: (key: string) => Promise<T>) {
  const known = new Map<string, { value: Promise<T>; until: number }>();
  return {
    get(key: string): Promise<T> {
      const now = clock.now();
      const entry = known.get(key);
      if (entry && now < entry.until && entry.until - now <= ttlMs) return entry.value;
      const value = load(key);
      known.delete(key);
      for (const oldest of known.keys()) {
        if (known.size < MOST_KEYS) break;
        known.delete(oldest);
      }
      known.set(key, { value, until: now + ttlMs });
      value.catch(() => {
        if (known.get(key)?.value === value) known.delete(key);
      });
      return value;
    },
    forget(key: string): void {
      known.delete(key);
    },
  };
}
