import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { billOf, MESSAGES } from "./cost/bill.ts";
import { egressNote } from "./cost/egress.ts";
import { printBill } from "./cost/print.ts";
import { usageOfTraffic } from "./cost/traffic.ts";
import { between, type Usage, usageSchema } from "./cost/usage.ts";

/**
 * Dollars per million messages, by the units that the embedded cloud counts: `npm run cost` sends messages itself, one
 * by one and in batches; `npm run cost -- --usage after.json --before before.json --messages 5000` takes readings of
 * `GET /local/usage` around a run of that many messages.
 */
const { values } = parseArgs({
  options: {
    messages: { type: "string", default: "2000" },
    answered: { type: "string", default: "0.2" },
    accounts: { type: "string", default: "50" },
    rate: { type: "string", default: "20" },
    latency: { type: "string", default: "200" },
    only: { type: "string" },
    usage: { type: "string" },
    before: { type: "string" },
    json: { type: "boolean", default: false },
  },
});
const messages = Number(values.messages);
const MILLION = 1_000_000;

function report(title: string, usage: Usage): void {
  const lines = billOf(usage, MESSAGES);
  if (values.json) console.log(JSON.stringify({ title, messages, usage, lines }));
  else printBill(`a million messages, ${title}`, lines, MILLION / messages);
}

if (values.usage === undefined) {
  for (const way of ["one by one", "batches"] as const) {
    if (values.only !== undefined && values.only !== way) continue;
    const [answered, accounts] = [Number(values.answered), Number(values.accounts)];
    const [rate, latency] = [Number(values.rate), Number(values.latency)];
    const usage = await usageOfTraffic({ messages, answered, accounts, rate, latency, way });
    report(`${way}, ${answered * 100} % answered`, usage);
  }
} else {
  const after = read(values.usage);
  report("as in the readings", values.before === undefined ? after : between(read(values.before), after));
}
if (!values.json) console.log(`\n${egressNote()}`);

function read(path: string): Usage {
  return usageSchema.parse(JSON.parse(readFileSync(path, "utf8")));
}
