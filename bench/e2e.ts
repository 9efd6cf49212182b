import { parseArgs } from "node:util";
import * as z from "zod";
import { newCloudSite, startCloudProcess } from "../test/support/cloud-process.ts";
import { createFleetDriver, faultsOf, RAISED_LIMITS, type SentCall } from "../test/support/fleet-driver.ts";
import { requestJson } from "../test/support/http-json.ts";
import { cpuSeconds, residentMemory } from "../test/support/processes.ts";

/**
 * The main job end to end on the embedded cloud, driven over HTTP: `npm run bench -- e2e --messages 10000`.
 * Three phases: warm-up, a paced one (latency at a rate that leaves room), a saturated one (throughput). Driver,
 * simulator, queues, database and functions share the machine.
 */
const { values } = parseArgs({
  options: {
    messages: { type: "string", default: "10000" },
    accounts: { type: "string", default: "50" },
    rate: { type: "string", default: "50" },
    seconds: { type: "string", default: "10" },
  },
});
const usageSchema = z.object({ functions: z.record(z.string(), z.object({ cpuMs: z.number() })) });
const accounts = Number(values.accounts);
const perAccount = Math.ceil(Number(values.messages) / accounts);
const rate = Number(values.rate);

const site = await newCloudSite();
const cloud = await startCloudProcess(site);
try {
  const driver = await createFleetDriver(cloud.urls);
  await driver.prepare(accounts);
  let sequence = 0;
  const total = () => sequence * accounts;

  sequence += 10;
  await driver.run({ accounts, messagesPerAccount: 10, duplicates: 0 });
  await driver.waitForSent(total());

  const paced = Math.max(1, Math.round((rate * Number(values.seconds)) / accounts));
  const pacedStarts = await pace(driver, sequence, paced);
  sequence += paced;
  const pacedSent = await driver.waitForSent(total());

  const before = await measure();
  const startedAt = performance.now();
  await driver.run({ accounts, messagesPerAccount: perAccount, duplicates: 0 }, sequence);
  const acceptedMs = performance.now() - startedAt;
  sequence += perAccount;
  const sent = await driver.waitForSent(total());
  const saturated = sent.filter(({ toWxid }) => sequenceOf(toWxid) >= sequence - perAccount);
  const doneMs = Math.max(...saturated.map(({ at }) => at)) - before.at;
  const after = await measure();

  const count = perAccount * accounts;
  console.log(`limits: ${JSON.stringify(RAISED_LIMITS)} for each account and the gateway; ${accounts} accounts`);
  console.table({
    "start until ready, warm (s)": round(cloud.startMs / 1000),
    "messages, saturated": count,
    "callbacks accepted per second": round(count / (acceptedMs / 1000)),
    "messages end to end per second": round(count / (doneMs / 1000)),
    [`callback to gateway at ${rate}/s, p50 (ms)`]: round(percentile(latencies(pacedSent, pacedStarts), 50)),
    [`callback to gateway at ${rate}/s, p99 (ms)`]: round(percentile(latencies(pacedSent, pacedStarts), 99)),
    "resident memory of all processes (MB)": round((await residentMemory(cloud.pid)) / 1e6),
  });
  console.log("CPU per message in the saturated phase (ms)");
  console.table({
    ...Object.fromEntries(
      Object.entries(after.functions).map(([name, cpuMs]) => [
        name,
        round((cpuMs - (before.functions[name] ?? 0)) / count),
      ]),
    ),
    "all processes of the embedded cloud": round(((after.cloud - before.cloud) * 1000) / count),
  });
  const faults = faultsOf(sent, { accounts, messagesPerAccount: sequence });
  console.log(
    `faults: ${faults.disorder.length} out of order, ${faults.twice.length} twice, ${faults.missing.length} missing`,
  );
  if (faults.disorder.length + faults.twice.length + faults.missing.length > 0) process.exitCode = 1;
} finally {
  await cloud.kill("SIGINT");
  site.remove();
}

/** Delivers at a steady rate, accounts in turn; returns when each message's callback began, by its peer. */
async function pace(
  driver: Awaited<ReturnType<typeof createFleetDriver>>,
  from: number,
  each: number,
): Promise<Map<string, number>> {
  const starts = new Map<string, number>();
  const begun = performance.now();
  const running: Promise<void>[] = [];
  for (let n = 0; n < each * accounts; n += 1) {
    const wait = begun + (n * 1000) / rate - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const index = n % accounts;
    const number = from + Math.floor(n / accounts);
    starts.set(`wxid_a${index}_m${number}`, Date.now());
    running.push(driver.deliver(index, number));
  }
  await Promise.all(running);
  return starts;
}

async function measure() {
  const usage = usageSchema.parse((await requestJson("GET", `${cloud.urls.gateway}/local/usage`)).json());
  return {
    at: Date.now(),
    cloud: await cpuSeconds(cloud.pid),
    functions: Object.fromEntries(Object.entries(usage.functions).map(([name, { cpuMs }]) => [name, cpuMs])),
  };
}

function latencies(sent: readonly SentCall[], starts: ReadonlyMap<string, number>): number[] {
  return sent.flatMap(({ toWxid, at }) => {
    const start = starts.get(toWxid);
    return start === undefined ? [] : [at - start];
  });
}

function percentile(samples: readonly number[], of: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * of) / 100))] ?? Number.NaN;
}

function sequenceOf(peer: string): number {
  return Number(peer.slice(peer.lastIndexOf("_m") + 2));
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
