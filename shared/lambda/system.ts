import { randomBytes, randomFillSync } from "node:crypto";
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

/** Random bytes that are asked of the system at once, because each request takes some 2 µs. */
const POOL = 4096;

/** Fractions from 0 up to 1, of which only the first eight bits are random: enough for a character of a ULID. */
function createPooledFractions(): () => number {
  const pool = new Uint8Array(POOL);
  let used = POOL;
  return () => {
    if (used === POOL) {
      randomFillSync(pool);
      used = 0;
    }
    const byte = pool[used] ?? 0;
    used += 1;
    return byte / 256;
  };
}

/** ULIDs that grow within one process, also within one millisecond. */
export const newUlid: () => string = (() => {
  const next = monotonicFactory(createPooledFractions());
  return () => next();
})();

/** 32 random characters, fit for a URL. */
export function newKey(): string {
  return randomBytes(24).toString("base64url");
}

/** 128 random bits as 32 hexadecimal digits. */
export function newRandomId(): string {
  return randomBytes(16).toString("hex");
}
