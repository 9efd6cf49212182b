import { expect, it } from "vitest";
import { retryAfterMs } from "../../../../shared/kernel/domain/retry-after.ts";

const NOW = Date.parse("Fri, 31 Dec 1999 23:59:00 GMT");

it.each([
  ["120", 120_000],
  [" 0 ", 0],
  ["Fri, 31 Dec 1999 23:59:59 GMT", 59_000],
  ["Fri, 31 Dec 1999 23:58:00 GMT", 0],
  ["soon", undefined],
  ["-1", undefined],
  ["1.5", undefined],
  ["", undefined],
  [undefined, undefined],
])("Retry-After: %s is %s ms", (header, expected) => {
  expect(retryAfterMs(header, NOW)).toBe(expected);
});
