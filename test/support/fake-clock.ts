import type { Clock } from "../../shared/kernel/application/ports/runtime.ts";
import { NOON } from "./builders.ts";

/** A clock that tests move. Sleeping moves it too, at once, and is written down. */
export type FakeClock = Clock & {
  /** Moves time by `ms`. */
  advance(ms: number): void;
  /** The sleeps so far, in order, ms. */
  readonly sleeps: readonly number[];
};

export function fakeClock(start = NOON): FakeClock {
  let now = start;
  const sleeps: number[] = [];
  return {
    sleeps,
    now: () => now,
    async sleep(ms) {
      sleeps.push(ms);
      now += ms;
    },
    advance(ms) {
      now += ms;
    },
  };
}
