import { MINUTES, PRICES } from "../cost/prices.ts";
import type { Meter } from "./meter.ts";
import { meterPlannedMinute, type Scenario } from "./planned-minute.ts";
import { round } from "./spread.ts";

const SCENARIOS: Readonly<Record<string, Omit<Scenario, "accounts">>> = {
  "all online": {},
  "5 % go offline": { offlineEvery: 20 },
  "each sent something 10 s before each beat": { sentBefore: 10_000 },
};
const TABLE_CALLS = ["Query", "BatchGetItem", "GetItem", "UpdateItem", "PutItem", "DeleteItem"];
const QUEUE_CALLS = ["SendMessageBatch", "SendMessage", "ReceiveMessage", "DeleteMessageBatch"];
/** An account is asked twice a minute. */
const BEATS = 2;

/** Cost of one planned minute, in total and for each account and beat, for fleets of these sizes. */
export async function printCosts(sizes: readonly number[]): Promise<void> {
  for (const [name, scenario] of Object.entries(SCENARIOS)) {
    const counted: { readonly accounts: number; readonly meter: Meter }[] = [];
    for (const accounts of sizes) {
      counted.push({ accounts, meter: await meterPlannedMinute({ accounts, ...scenario }) });
    }
    console.log(`\n${name}: a planned minute`);
    console.table(counted.map(({ accounts, meter }) => ({ accounts, ...totalsOf(meter) })));
    console.log(`${name}: for each account and beat, and at list prices (requests and units, US dollars)`);
    console.table(counted.map(({ accounts, meter }) => ({ accounts, ...sharesOf(meter, accounts) })));
  }
}

function totalsOf(meter: Meter) {
  const used = [...TABLE_CALLS, ...QUEUE_CALLS, "PutEvents"].filter((call) => meter.calls[call] !== undefined);
  return {
    gateway: callsOf(meter, ["gateway"]),
    "beat messages": callsOf(meter, ["beat message"]),
    ...Object.fromEntries(used.map((call) => [call, callsOf(meter, [call])])),
    "read units": meter.readUnits,
    "write units": meter.writeUnits,
  };
}

function sharesOf(meter: Meter, accounts: number) {
  const each = (total: number) => round(total / accounts / BEATS, 3);
  return {
    gateway: each(callsOf(meter, ["gateway"])),
    "DynamoDB calls": each(callsOf(meter, TABLE_CALLS)),
    "read units": each(meter.readUnits),
    "write units": each(meter.writeUnits),
    "SQS requests": each(callsOf(meter, QUEUE_CALLS)),
    invocations: each(callsOf(meter, ["invocation"])),
    "$ per account and month": round((priceOf(meter) / accounts) * MINUTES, 4),
  };
}

function priceOf(meter: Meter): number {
  return (
    meter.readUnits * PRICES.readUnit +
    meter.writeUnits * PRICES.writeUnit +
    callsOf(meter, QUEUE_CALLS) * PRICES.sqsRequest +
    callsOf(meter, ["invocation"]) * PRICES.invocation +
    callsOf(meter, ["PutEvents"]) * PRICES.event
  );
}

function callsOf(meter: Meter, names: readonly string[]): number {
  return names.reduce((sum, name) => sum + (meter.calls[name] ?? 0), 0);
}
