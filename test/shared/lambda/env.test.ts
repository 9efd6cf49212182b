import { afterEach, expect, it, vi } from "vitest";
import { requireEnv } from "../../../shared/lambda/env.ts";
import { newUlid, systemClock } from "../../../shared/lambda/system.ts";

afterEach(() => vi.unstubAllEnvs());

it("names the variable that is missing", () => {
  vi.stubEnv("SOME_TABLE", "t");
  expect(requireEnv("SOME_TABLE")).toBe("t");
  expect(() => requireEnv("NO_SUCH_TABLE")).toThrow(/NO_SUCH_TABLE/);
});

it("gives ids that grow, also within one millisecond", () => {
  const ids = Array.from({ length: 1000 }, newUlid);
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(ids).size).toBe(1000);
});

it("has a clock that waits", async () => {
  const before = systemClock.now();
  await systemClock.sleep(50);
  expect(systemClock.now()).toBeGreaterThan(before);
});
