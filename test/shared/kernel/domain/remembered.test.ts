import { expect, it, vi } from "vitest";
import { remembered } from "../../../../shared/kernel/domain/remembered.ts";

it("makes each thing once, and forgets the oldest where there are too many", () => {
  const make = vi.fn((text: string) => ({ text }));
  const get = remembered(make, 2);
  expect(get("a")).toBe(get("a"));
  get("b");
  get("c");
  expect(make).toHaveBeenCalledTimes(3);
  expect(get("c")).toEqual({ text: "c" });
  expect(make).toHaveBeenCalledTimes(3);
  expect(get("a")).toEqual({ text: "a" });
  expect(make).toHaveBeenCalledTimes(4);
});
