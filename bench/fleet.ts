import { parseArgs } from "node:util";
import { printCosts } from "./fleet/costs.ts";
import { printOwnWxids } from "./fleet/own-wxids.ts";
import { printRound } from "./fleet/round.ts";

/**
 * The beats of a fleet. Two parts count the calls of a planned minute and of knowing the own wxids, for fleets of
 * several sizes and without a clock. The third watches in real time how the embedded cloud asks for a fleet's accounts.
 * `npm run bench -- fleet` takes
 * `[--only costs|wxids|round] [--accounts 1000] [--seconds 130] [--concurrency 5] [--latency 200]`.
 */
const { values } = parseArgs({
  options: {
    only: { type: "string" },
    sizes: { type: "string", default: "50,250,1000,4000" },
    accounts: { type: "string", default: "1000" },
    seconds: { type: "string", default: "130" },
    concurrency: { type: "string", default: "5" },
    latency: { type: "string", default: "200" },
  },
});

const sizes = values.sizes.split(",").map(Number);
const wants = (part: string) => values.only === undefined || values.only === part;
if (wants("costs")) await printCosts(sizes);
if (wants("wxids")) await printOwnWxids(sizes);
if (wants("round")) {
  await printRound({
    accounts: Number(values.accounts),
    seconds: Number(values.seconds),
    concurrency: Number(values.concurrency),
    latency: Number(values.latency),
  });
}
