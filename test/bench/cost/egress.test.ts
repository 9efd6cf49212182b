import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { egressMonth, egressNote } from "../../../bench/cost/egress.ts";

it.each(["docs/deployment.md", "docs/deployment.zh-CN.md"])("%s tells what a fixed egress costs", (file) => {
  const lines = readFileSync(file, "utf8").split("\n");
  const heading = lines.findIndex((line) => line.includes("| `nat=1` | `nat=2` |"));
  const rows = lines.slice(heading + 2, heading + 5).map((line) => line.match(/\d+\.\d\d(?=[* ]*\|)/g)?.map(Number));
  const [one, two] = [egressMonth(1), egressMonth(2)];
  expect(rows).toEqual([
    [one.nat, two.nat],
    [one.addresses, two.addresses],
    [one.sum, two.sum],
  ]);
});

it("the bill of messages says what comes on top", () => {
  expect(egressNote()).toBe("with egress=fixed: 36 USD a month more (nat=2: 72), and 0.045 for each GB through NAT");
});
