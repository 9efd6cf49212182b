import { expect, it } from "vitest";
import { setLatest } from "../../../../shared/kernel/domain/set-latest.ts";

it("keeps the latest keys, a key that is put again among them", () => {
  const map = new Map<string, number>();
  for (const [at, key] of ["a", "b", "c", "a", "d"].entries()) setLatest(map, key, at, 3);
  expect([...map]).toEqual([
    ["c", 2],
    ["a", 3],
    ["d", 4],
  ]);
});

it("makes room at once in a map that holds more", () => {
  const map = new Map([1, 2, 3, 4, 5].map((key) => [key, key]));
  setLatest(map, 6, 6, 2);
  expect([...map.keys()]).toEqual([5, 6]);
});
