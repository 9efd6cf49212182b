import { expect, it } from "vitest";
import { fuzzSignIns } from "../../../bench/fuzz/sign-ins.ts";

it("odd requests to the web sign-in are answered at once, never with a fault of ours, and lead nobody astray", async () => {
  const { statuses, faults } = await fuzzSignIns(1500, 7, 1000);
  expect(faults).toEqual([]);
  expect([...statuses.keys()].toSorted()).toEqual([302, 400, 403, 410]);
});
