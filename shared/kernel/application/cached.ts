import { setLatest } from "../domain/set-latest.ts";
import type { Clock } from "./ports/runtime.ts";

/** More keys than any fleet has accounts; a key that is dropped is only loaded again. */
const MOST_KEYS = 10_000;

type Entry<T> = { readonly value: Promise<T>; readonly until: number; asked: number };

/**
 * Remembers what `load` gave for each key for `ttlMs`, for the latest 10,000 keys; loads running at the same time are
 * shared. A failed load is not remembered.
 *
 * @param aheadMs a load also loads the keys whose time ends within this and that were asked for within `ttlMs`: side by
 *   side, so that `load` can join them in one call
 */
export function cached<T>(clock: Clock, ttlMs: number, load: (key: string) => Promise<T>, aheadMs = 0) {
  /** In the order of their loads. */
  const known = new Map<string, Entry<T>>();

  function loadOne(key: string, asked: number, now: number): Promise<T> {
    const value = load(key);
    setLatest(known, key, { value, until: now + ttlMs, asked }, MOST_KEYS);
    value.catch(() => {
      if (known.get(key)?.value === value) known.delete(key);
    });
    return value;
  }

  function loadDue(now: number): void {
    const due: [string, Entry<T>][] = [];
    for (const [key, entry] of known) {
      if (entry.until > now + aheadMs) break;
      due.push([key, entry]);
    }
    for (const [key, { asked }] of due) {
      if (now - asked < ttlMs) loadOne(key, asked, now);
      else known.delete(key);
    }
  }

  return {
    get(key: string): Promise<T> {
      const now = clock.now();
      const entry = known.get(key);
      if (entry && now < entry.until && entry.until - now <= ttlMs) {
        entry.asked = now;
        return entry.value;
      }
      const value = loadOne(key, now, now);
      if (aheadMs > 0) loadDue(now);
      return value;
    },
    forget(key: string): void {
      known.delete(key);
    },
  };
}
