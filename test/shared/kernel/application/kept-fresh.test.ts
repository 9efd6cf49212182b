import { expect, it } from "vitest";
import { createKeptFresh } from "../../../../shared/kernel/application/kept-fresh.ts";
import { fakeClock } from "../../../support/fake-clock.ts";

function setUp(read: (last: number | undefined) => Promise<number>) {
  const clock = fakeClock();
  const failures: (number | undefined)[] = [];
  const value = createKeptFresh({ every: 1000, read, failed: (_error, last) => void failures.push(last), clock });
  return { clock, failures, value };
}

it("reads anew when the value is too old, once for all who ask meanwhile, and tells what it had", async () => {
  const given: (number | undefined)[] = [];
  const { value, clock } = setUp(async (last) => {
    given.push(last);
    return given.length;
  });
  expect(await Promise.all([value(), value()])).toEqual([1, 1]);
  clock.advance(999);
  expect(await value()).toBe(1);
  clock.advance(1);
  expect(await value()).toBe(2);
  expect(given).toEqual([undefined, 1]);
});

it("keeps the last value where it cannot be read, and looks again after the same time", async () => {
  let down = true;
  let reads = 0;
  const { value, clock, failures } = setUp(async () => {
    reads += 1;
    if (down) throw new Error("away");
    return reads;
  });
  await expect(value()).rejects.toThrow("away");
  down = false;
  expect(await value()).toBe(2);
  down = true;
  clock.advance(1000);
  expect(await value()).toBe(2);
  expect(await value()).toBe(2);
  expect(reads).toBe(3);
  expect(failures).toEqual([undefined, 2]);
});
