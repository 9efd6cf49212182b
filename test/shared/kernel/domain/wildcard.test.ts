import { expect, it } from "vitest";
import { fitsWildcard } from "../../../../shared/kernel/domain/wildcard.ts";

it.each([
  ["客户群", "客户群", true],
  ["客户群", "客户群2", false],
  ["客户*", "客户群2", true],
  ["*群", "客户群", true],
  ["*群", "客户群2", false],
  ["*户*", "客户群", true],
  ["*", "", true],
  ["VIP*", "vip 一群", true],
  ["a*a", "a", false],
  ["a*a", "aa", true],
  ["a*b*a", "a-b-a", true],
  ["a*b*a", "a-b-", false],
  ["a*x*a", "a-b-a", false],
  ["b*", "ab", false],
  ["a**b", "ab", true],
])("%s and %s: %s", (pattern, text, fits) => {
  expect(fitsWildcard(pattern, text)).toBe(fits);
});
