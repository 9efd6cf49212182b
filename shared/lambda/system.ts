import { randomBytes } from "node:crypto";
import { monotonicFactory } from "ulid";
import type { Clock } from "../kernel/application/ports/runtime.ts";

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
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
