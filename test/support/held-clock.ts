import type { LocalClock } from "../../local/clock.ts";

/** The embedded cloud's clock, standing still until a test moves it: minutes end, and rows expire, only by that. */
export function heldClock(start = 1_700_000_000_000): LocalClock {
  let now = start;
  const listeners = new Set<() => void>();
  return {
    now: () => now,
    offset: () => now - start,
    advance(seconds) {
      now += seconds * 1000;
      for (const listener of listeners) listener();
    },
    onAdvance(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
