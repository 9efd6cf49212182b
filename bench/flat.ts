import { parseArgs } from "node:util";
import { batchOf } from "./flat/batches.ts";
import { fillJournal } from "./flat/journal-filling.ts";
import { openWorkshop, type Workshop } from "./flat/workshop.ts";

/**
 * Whether a message costs the same in a large fleet: the consumer's CPU, SDK calls and units, by the number of
 * accounts, of rules, and of rows in the journal. `npm run bench -- flat` takes `[--only accounts|rules|rows]
 * [--accounts 10,100,1000,5000] [--rules 10,1000,10000] [--rows 0,100000,1000000] [--blocks 20]`. It invokes the
 * consumer's own process with equal batches: ten messages, one of each of ten accounts, twenty times in a row, then a
 * minute passes and ten other accounts follow.
 */
const { values } = parseArgs({
  options: {
    only: { type: "string" },
    accounts: { type: "string", default: "10,100,1000,5000" },
    rules: { type: "string", default: "10,1000,10000" },
    rows: { type: "string", default: "0,100000,1000000" },
    blocks: { type: "string", default: "20" },
  },
});
const BATCH = 10;
const ROUNDS = 20;
const PAUSE_SECONDS = 60;
/** Blocks until the compiler of the consumer's process has done what it will do. */
const WARM_UP = 15;
const blocks = Number(values.blocks);
const wants = (part: string) => values.only === undefined || values.only === part;
const numbers = (list: string) => list.split(",").map(Number);
let sequence = 0;

if (wants("accounts")) await printSeries("accounts", numbers(values.accounts), (shop, size) => shop.register(size));
if (wants("rules")) await printSeries("rules", numbers(values.rules), (shop, size) => shop.publish(size), 100);
if (wants("rows")) {
  let filled = 0;
  await printSeries(
    "rows",
    numbers(values.rows),
    async (shop, size) => {
      filled += await fillJournal(shop, filled, size);
    },
    100,
  );
  console.log("the rows are copies of a row of the consumer's, each under a conversation of its own, put 25 a call");
}

/**
 * One line a size, each compared with the first; `accounts`: how many there are where their number is not the series.
 */
async function printSeries(
  what: string,
  sizes: readonly number[],
  grow: (shop: Workshop, size: number) => Promise<void>,
  accounts?: number,
): Promise<void> {
  const shop = await openWorkshop();
  try {
    if (accounts !== undefined) await shop.register(accounts);
    else await shop.register(BATCH);
    await drive(shop, accounts ?? BATCH, WARM_UP);
    const lines = [];
    for (const size of sizes) {
      await grow(shop, size);
      shop.advance(PAUSE_SECONDS);
      await drive(shop, accounts ?? size, 1);
      lines.push({ [what]: size, ...(await measure(shop, accounts ?? size)) });
    }
    const [first] = lines;
    console.table(lines.map((line) => ({ ...line, "CPU against the first": round(line.cpuMs / (first?.cpuMs ?? 1)) })));
  } finally {
    await shop.stop();
  }
}

async function measure(shop: Workshop, accounts: number) {
  const before = shop.used();
  await drive(shop, accounts, blocks);
  const after = shop.used();
  const messages = blocks * ROUNDS * BATCH;
  const each = (sum: (used: ReturnType<Workshop["used"]>) => number) => round((sum(after) - sum(before)) / messages);
  return {
    cpuMs: each(({ cpuMs }) => cpuMs),
    calls: each(({ calls }) => calls),
    "read units": each(({ units }) => units.read ?? 0),
    "write units": each(({ units }) => units.write ?? 0),
  };
}

/** Blocks are spread evenly over the accounts. */
async function drive(shop: Workshop, accounts: number, count: number): Promise<void> {
  for (let block = 0; block < count; block += 1) {
    const from = Math.floor((block * accounts) / count / BATCH) * BATCH;
    const ours = Array.from({ length: BATCH }, (_, index) => (from + index) % accounts);
    for (let n = 0; n < ROUNDS; n += 1) {
      sequence += 1;
      await shop.consume(batchOf(ours, sequence));
    }
    shop.advance(PAUSE_SECONDS);
  }
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
