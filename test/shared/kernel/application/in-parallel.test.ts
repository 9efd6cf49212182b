import { expect, it } from "vitest";
import { inParallel } from "../../../../shared/kernel/application/in-parallel.ts";

it("works on all items, so many at a time", async () => {
  let underWay = 0;
  let most = 0;
  const done: number[] = [];
  await inParallel([1, 2, 3, 4, 5], 2, async (item) => {
    underWay += 1;
    most = Math.max(most, underWay);
    await new Promise((resolve) => setImmediate(resolve));
    underWay -= 1;
    done.push(item);
  });
  expect(done.sort()).toEqual([1, 2, 3, 4, 5]);
  expect(most).toBe(2);
  await inParallel([], 2, () => Promise.reject(new Error("there is nothing to do")));
});

it("fails with the first error, after the calls under way", async () => {
  const done: number[] = [];
  const work = inParallel([1, 2, 3], 2, async (item) => {
    if (item === 1) throw new Error("the first");
    await new Promise((resolve) => setImmediate(resolve));
    done.push(item);
  });
  await expect(work).rejects.toThrow("the first");
  expect(done).toEqual([2, 3]);
});
