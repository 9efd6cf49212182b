import type { AppError } from "./errors.ts";

/**
 * Milliseconds after `now` (epoch ms) that a `Retry-After` header names, as seconds or as an HTTP date (RFC 9110, 10.2.3).
 * Undefined for what is neither.
 */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const at = /^[A-Z][a-z]{2,8},? /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

/** How long the upstream whose failure this is asks to be left alone, ms; empty where it does not say. */
export function retryAfterOf({ details }: Pick<AppError, "details">): { retryAfterMs?: number } {
  const { retryAfterMs: wait } = details;
  return typeof wait === "number" ? { retryAfterMs: wait } : {};
}
