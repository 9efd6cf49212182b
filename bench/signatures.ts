/**
 * Signatures of pages for WeChat's JS-SDK: `npm run bench -- signatures [signatures]`, 720,000 unless said otherwise, over
 * ten ends of tickets by a moved clock: how many questions WeChat is asked, how many are made a second, and what memory
 * they leave behind. `--cloud 20000` signs so many pages in the embedded cloud beside it, always 100 at once. Fails over
 * one question a ticket, 8 MB of growth, or a p99 of 210 ms.
 */
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { aPageSigner, SHOP, SHOP_APP } from "../test/support/a-page-signer.ts";
import { signInCloud } from "./load/signatures.ts";

const LIFE = 7_200_000;
const TICKETS = 10;
const MOST_GROWTH = 8;
const MOST_P99 = 210;
const AT_ONCE = 100;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { cloud: { type: "string", default: "0" } },
});
const signatures = Number(positionals[0] ?? 720_000);

setFlagsFromString("--expose-gc");
const collect: unknown = runInNewContext("gc");

function megabytes(): number {
  if (typeof collect === "function") collect();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

function demand(holds: boolean, words: string): void {
  if (holds) return;
  console.error(words);
  process.exitCode = 1;
}

const world = aPageSigner();
const sign = world.signer();
/** Signs so many pages within the life of one ticket. */
async function oneTicket(count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    await sign(SHOP_APP, { url: `${SHOP}/order?id=${n}` });
    world.clock.advance((LIFE * 0.9) / count);
  }
  world.clock.advance(LIFE);
}

await oneTicket(1000);
const before = megabytes();
const started = performance.now();
for (let ticket = 0; ticket < TICKETS; ticket += 1) await oneTicket(signatures / TICKETS);
const seconds = (performance.now() - started) / 1000;
const growth = megabytes() - before;
console.table([
  {
    signatures,
    tickets: TICKETS,
    "questions for tickets": world.vendor.asked - 1,
    "a second": Math.round(signatures / seconds),
    "MB of growth": growth.toFixed(2),
  },
]);
demand(world.vendor.asked - 1 === TICKETS, "WeChat was not asked once for each ticket");
demand(growth < MOST_GROWTH, "the memory is not flat");

if (Number(values.cloud) > 0) {
  const { p50, p99, failures, questions } = await signInCloud(Number(values.cloud), AT_ONCE);
  console.table([
    { requests: values.cloud, "at once": AT_ONCE, "p50 (ms)": p50, "p99 (ms)": p99, failures, questions },
  ]);
  demand(p99 < MOST_P99 && failures === 0 && questions === 1, "the embedded cloud does not hold what it should");
}
