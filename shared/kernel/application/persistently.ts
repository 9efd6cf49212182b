import { AppError } from "../domain/errors.ts";
import type { Clock } from "./ports/runtime.ts";

const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 1000;

/**
 * Makes a call until it succeeds, as long as its errors are worth a repetition and `until` (epoch ms) is not reached. The
 * call must be one that may be repeated after it took effect. Throws the last error.
 */
export async function persistently<T>(clock: Clock, until: number, call: () => Promise<T>): Promise<T> {
  for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    try {
      return await call();
    } catch (error) {
      const isWorthRepeating = error instanceof AppError && error.retryable;
      if (!isWorthRepeating || clock.now() + pause >= until) throw error;
      await clock.sleep(pause);
    }
  }
}
