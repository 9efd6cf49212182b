import { parseArgs } from "node:util";
import { printCosts } from "./fleet/costs.ts";
import { printOwnWxids } from "./fleet/own-wxids.ts";
import { printRound } from "./fleet/round.ts";

/**
 * The beats of a fleet: what a planned minute costs for fleets of several sizes and what it takes to know their wxids
 * (counted, no time is taken), and how a fleet is asked in the embedded cloud for some time (real time).
 * `npm run bench -- fleet [--only costs|wxids|round] [--accounts 1000] [--seconds 130] [--concurrency 5] [--latency 200]`.
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
