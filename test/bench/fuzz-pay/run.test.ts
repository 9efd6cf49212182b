import { expect, it } from "vitest";
import { fuzzPay } from "../../../bench/fuzz-pay/run.ts";

it("the callback of WeChat Pay answers each of 4,000 odd notifications below 500, and takes those that are signed alone", async () => {
  const { statuses, told, faults } = await fuzzPay(4000, 7, Number.POSITIVE_INFINITY);
  expect(faults).toEqual([]);
  expect([...statuses.keys()].sort()).toEqual([204, 400, 401, 403]);
  expect(told.events).toBeGreaterThan(100);
  expect(told.messages).toBeGreaterThan(50);
}, 60_000);
