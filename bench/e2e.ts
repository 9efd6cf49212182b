import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { bundleSizes, type Checkout, checkOut, thisCheckout } from "./e2e/checkout.ts";
import { printRuns, ratiosOf } from "./e2e/report.ts";
import { faultsOf, type Run, runCheckout, whole } from "./e2e/run.ts";

/**
 * The main job end to end on the embedded cloud, driven over HTTP. Driver, simulator, queues, database and functions
 * share the machine. `npm run bench -- e2e` takes `[--messages 10000 | --seconds 300 --rate 600] [--answered 0.2]
 * [--accounts 50] [--people 0] [--against <git ref>] [--rounds 1] [--json]` and writes `bench/results/e2e.json`. With
 * `--against`, that commit is built beside, and both run in turn. It exits with 1 where a message was lost, doubled or
 * put out of order.
 */
const { values } = parseArgs({
  options: {
    messages: { type: "string", default: "10000" },
    seconds: { type: "string" },
    rate: { type: "string" },
    answered: { type: "string", default: "1" },
    accounts: { type: "string", default: "50" },
    people: { type: "string", default: "0" },
    against: { type: "string" },
    rounds: { type: "string", default: "1" },
    json: { type: "boolean", default: false },
  },
});
const accounts = Number(values.accounts);
const rate = values.rate === undefined ? undefined : Number(values.rate);
const count = rate === undefined ? Number(values.messages) : rate * Number(values.seconds ?? 60);
const load = {
  accounts,
  answered: Number(values.answered),
  people: Number(values.people),
  count: whole(count, accounts),
  rate,
};

const ending = new AsyncDisposableStack();
let ended: Promise<void> | undefined;
const end = () => {
  ended ??= ending.disposeAsync();
  return ended;
};
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void end().finally(() => process.exit(130)));
}
const tell = (line: string) => console.error(line);
try {
  await compare(thisCheckout(), values.against === undefined ? undefined : checkOut(values.against, ending));
} finally {
  await end();
}

async function compare(now: Checkout, before: Checkout | undefined): Promise<void> {
  const runs = await runInTurn(before ? [before, now] : [now]);
  const resultOf = (checkout: Checkout) => ({
    name: checkout.name,
    runs: runs.get(checkout.root) ?? [],
    bundles: bundleSizes(checkout),
  });
  const results = { now: resultOf(now), ...(before ? { before: resultOf(before) } : {}) };
  const report = {
    at: new Date().toISOString(),
    machine: { node: process.version, processors: cpus().length, model: cpus()[0]?.model },
    load,
    ...results,
    ...(results.before ? { ratios: ratiosOf(results.now, results.before) } : {}),
  };
  const folder = join(import.meta.dirname, "results");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "e2e.json"), `${JSON.stringify(report, null, 2)}\n`);
  if (values.json) console.log(JSON.stringify(report, null, 2));
  else printRuns(results.now, results.before);
}

/** The runs of each checkout, by its folder. */
async function runInTurn(checkouts: readonly Checkout[]): Promise<Map<string, Run[]>> {
  const runs = new Map<string, Run[]>();
  for (let round = 0; round < Number(values.rounds); round += 1) {
    for (const { name, root } of checkouts) {
      tell(`${name}: ${load.count} messages, ${load.answered * 100} % answered, ${accounts} accounts`);
      const run = await runCheckout(root, load, ending);
      const { messagesPerSecond, cpuMs } = run.measured;
      tell(`  ${messagesPerSecond.toFixed(1)} a second, ${cpuMs.all.toFixed(2)} ms of CPU a message`);
      if (faultsOf(run) > 0) {
        tell(`  faults: ${JSON.stringify(run.faults)}`);
        process.exitCode = 1;
      }
      runs.set(root, [...(runs.get(root) ?? []), run]);
    }
  }
  return runs;
}
