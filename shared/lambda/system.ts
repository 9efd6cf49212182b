import { randomBytes } from "node:crypto";
import { monotonicFactory } from "ulid";
import type { Clock, Within } from "../kernel/application/ports/runtime.ts";
import { AppError } from "../kernel/domain/errors.ts";

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

/** Waits by the machine's timers. */
export const withinTime: Within = async (work, ms) => {
  const late = Promise.withResolvers<never>();
  const error = new AppError("unavailable", `there was no answer within ${ms} ms`, { retryable: true });
  const timer = setTimeout(() => late.reject(error), ms);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
};

/** ULIDs that grow within one process, also within one millisecond. */
export const newUlid: () => string = (() => {
  const next = monotonicFactory();
  return () => next();
})();

/** 32 random characters, fit for a URL. */
export function newKey(): string {
  return randomBytes(24).toString("base64url");
}
