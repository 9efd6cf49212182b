import * as z from "zod";
import { BEAT_PERIOD } from "../../shared/accounts/domain/heartbeat.ts";
import { inParallel } from "../../shared/kernel/application/in-parallel.ts";
import { type CloudProcess, newCloudSite, startCloudProcess } from "../../test/support/cloud-process.ts";
import { createFleetDriver } from "../../test/support/fleet-driver.ts";
import { eventually, requestJson } from "../../test/support/http-json.ts";
import { residentMemory } from "../../test/support/processes.ts";
import { billOf, HEARTBEATS } from "../cost/bill.ts";
import { MINUTES } from "../cost/prices.ts";
import { printBill } from "../cost/print.ts";
import { between, usageSchema } from "../cost/usage.ts";
import { type Ask, delaysOf, gapsOf, loadsOf } from "./beat-times.ts";
import { processorTimes, timeBetween } from "./processor-time.ts";
import { round, spreadOf } from "./spread.ts";

export type RoundOptions = {
  readonly accounts: number;
  /** Seconds for which the fleet is watched. */
  readonly seconds: number;
  /** The most processes of a function, within the template's own limits. */
  readonly concurrency: number;
  /** Time (ms) that the gateway takes to answer. */
  readonly latency: number;
};

const CHECK_ONLINE = "/login/checkOnline";
const PREFIX = "wx_fleet_";
const MINUTE = 60_000;
/** The most requests that the driver has under way at the same time. */
const LANES = 4;
const PAGE = 10_000;

const callsSchema = z.object({ calls: z.array(z.object({ n: z.number(), at: z.number(), appId: z.string() })) });
const accountsSchema = z.object({ accounts: z.array(z.object({ appId: z.string(), state: z.string() })) });

/**
 * Watches in real time when the embedded cloud asks for each account of a fleet, all of them online, and what that
 * costs.
 */
export async function printRound(options: RoundOptions): Promise<void> {
  process.env.LOCAL_CONCURRENCY = String(options.concurrency);
  const site = await newCloudSite();
  try {
    const cloud = await startCloudProcess(site);
    try {
      await watch(cloud, options);
    } finally {
      await cloud.kill("SIGINT");
    }
  } finally {
    site.remove();
  }
}

async function watch({ urls, pid }: CloudProcess, options: RoundOptions): Promise<void> {
  const { accounts, seconds, concurrency, latency } = options;
  const appIds = Array.from({ length: accounts }, (_, index) => `${PREFIX}${String(index).padStart(5, "0")}`);
  await register(urls, appIds);
  const asks = createAskReader(urls.simulator);
  await allAskedOnce();
  const fault = { match: { path: CHECK_ONLINE }, kind: "latency", value: latency };
  await requestJson("POST", `${urls.simulator}/sim/faults`, { body: fault });
  await asks();

  const before = await measure();
  await sleep(seconds * 1000);
  const after = await measure();
  const watched = { appIds, from: before.at, until: after.at };
  const found = (await asks()).filter(({ at }) => at >= before.at && at < after.at);

  console.log(`\n${accounts} accounts in the embedded cloud for ${seconds} s`);
  console.log(`at most ${concurrency} processes a function; the gateway answers after ${latency} ms`);
  console.table({
    "between two calls of an account (s)": spreadOf(gapsOf(found, watched), 1000),
    "from a beat's due time to its call (s)": spreadOf(delaysOf(found, watched), 1000),
    "calls in a second": spreadOf(loadsOf(found, watched)),
  });
  const each = (total: number) => round(total / found.length, 3);
  const cloudCpuMs = timeBetween(before.processes, after.processes);
  console.table({
    calls: found.length,
    "invocations per beat, function heartbeat": each(after.heartbeat.invocations - before.heartbeat.invocations),
    "CPU per beat, function heartbeat (ms)": each(after.heartbeat.cpuMs - before.heartbeat.cpuMs),
    "CPU per beat, function heartbeat-planner (ms)": each(after.planner.cpuMs - before.planner.cpuMs),
    "CPU per beat, all processes (ms)": each(cloudCpuMs),
    "processor, of one core (%)": round((cloudCpuMs * 100) / (after.at - before.at), 1),
    "resident memory of all processes (MB)": round((await residentMemory(pid)) / 1e6, 0),
  });

  const lines = billOf(between(before.usage, after.usage), HEARTBEATS);
  printBill(`heartbeats of ${accounts} accounts, a month`, lines, (MINUTES * MINUTE) / (after.at - before.at));

  async function measure() {
    const usage = usageSchema.parse((await requestJson("GET", `${urls.gateway}/local/usage`)).json());
    const usageOf = (name: string) => {
      const found = Object.entries(usage.functions).find(([key]) => key.endsWith(`-${name}Function`));
      if (!found) throw new Error(`the embedded cloud has no function ${name}`);
      return found[1];
    };
    return {
      at: Date.now(),
      usage,
      heartbeat: usageOf("Heartbeat"),
      planner: usageOf("HeartbeatPlanner"),
      processes: await processorTimes(pid),
    };
  }
}

/** Registers accounts that are online at the vendor, and waits until the platform knows that they are. */
async function register(urls: CloudProcess["urls"], appIds: readonly string[]): Promise<void> {
  const { api } = await createFleetDriver(urls);
  await inParallel(appIds, LANES, async (appId) => {
    const body = { wxid: `wxid_${appId}`, nickName: appId, online: true };
    await requestJson("PUT", `${urls.simulator}/sim/accounts/${appId}`, { body });
    await api("POST", "/api/accounts", { appId, name: appId });
  });
  const allOnline = async () => {
    const { accounts } = accountsSchema.parse(await api("GET", "/api/accounts"));
    const online = accounts.filter(({ appId, state }) => appId.startsWith(PREFIX) && state === "ONLINE");
    return online.length === appIds.length || undefined;
  };
  await eventually("all accounts online", 120_000, allOnline, 2000);
}

/** Reads the questions that the simulator got since the last reading. */
function createAskReader(simulator: string): () => Promise<Ask[]> {
  let last = 0;
  return async () => {
    const found: Ask[] = [];
    for (;;) {
      const query = `after=${last}&path=${CHECK_ONLINE}&limit=${PAGE}`;
      const { calls } = callsSchema.parse((await requestJson("GET", `${simulator}/sim/calls?${query}`)).json());
      last = calls.at(-1)?.n ?? last;
      found.push(...calls.filter(({ appId }) => appId.startsWith(PREFIX)));
      if (calls.length < PAGE) return found;
    }
  };
}

/** Waits until the next minute's first plan has asked for all accounts; the tasks of coming online are over by then. */
function allAskedOnce(): Promise<void> {
  return sleep(MINUTE - (Date.now() % MINUTE) + BEAT_PERIOD + 10_000);
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
