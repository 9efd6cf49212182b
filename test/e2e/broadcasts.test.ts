import { afterEach, beforeEach, expect, it } from "vitest";
import * as z from "zod";
import { type CloudProcess, newCloudSite, startCloudProcess } from "../support/cloud-process.ts";
import { createFleetDriver, loadAppId, type SentCall } from "../support/fleet-driver.ts";
import { eventually, requestJson } from "../support/http-json.ts";
import { familyOf, untilNoneMentions } from "../support/processes.ts";

/** Broadcasts over HTTP alone, on the embedded cloud as users start it. */
const ACCOUNTS = 5;
const PEOPLE = Array.from({ length: 60 }, (_, index) => `wxid_reader_${index}`);
const ALL = ACCOUNTS * PEOPLE.length;
const PATIENCE = 60_000;
const TIMEOUT = 600_000;

/** Longer than any message stays invisible after a receive (180 s) and than a claim's lease (35 s). */
const BEYOND_VISIBILITY = 200;

const runSchema = z.object({
  id: z.string(),
  state: z.string(),
  figures: z.object({ planned: z.int(), sent: z.int(), unknown: z.int(), open: z.int() }),
});

let site: Awaited<ReturnType<typeof newCloudSite>>;
let cloud: CloudProcess;

beforeEach(async () => {
  site = await newCloudSite();
  cloud = await startCloudProcess(site);
});

afterEach(async () => {
  await cloud.kill("SIGINT");
  await untilNoneMentions(site.dataDir);
  site.remove();
});

type Driver = Awaited<ReturnType<typeof createFleetDriver>>;

async function startBroadcast(driver: Driver, accounts: number, ids: readonly string[]): Promise<string> {
  const appIds = Array.from({ length: accounts }, (_, index) => loadAppId(index));
  await driver.api("PUT", "/api/broadcasts/news", {
    name: "上新",
    contents: [{ type: "text", text: "今晚八点上新" }],
    audience: { accounts: appIds, recipients: { type: "list", ids } },
  });
  const run = await driver.api("POST", "/api/broadcasts/news/runs", { requestId: "r-1" });
  return z.object({ id: z.string() }).parse(run).id;
}

const runOf = async (driver: Driver, id: string) =>
  runSchema.parse(await driver.api("GET", `/api/broadcasts/runs/${id}`));

const sentAtLeast = (driver: Driver, count: number, isWanted: (call: SentCall) => boolean = () => true) =>
  eventually(`${count} messages`, PATIENCE, async () => {
    const sent = (await driver.sentCalls()).filter(isWanted);
    return sent.length >= count ? sent : undefined;
  });

/** Kills the functions' processes, the API's too; the cloud starts new ones. */
async function killFunctions(): Promise<void> {
  const runners = (await familyOf(cloud.pid)).filter(({ command }) => command.includes("function-runner"));
  expect(runners.length).toBeGreaterThan(0);
  for (const { pid } of runners) process.kill(pid, "SIGKILL");
  await eventually("an answer of the API's new process", PATIENCE, async () =>
    (await requestJson("GET", `${cloud.urls.gateway}/healthz`)).status === 200 ? true : undefined,
  );
}

async function killCloud(): Promise<void> {
  await cloud.kill("SIGKILL");
  cloud = await startCloudProcess(site);
}

it(
  `a broadcast of ${ACCOUNTS} accounts to ${PEOPLE.length} people each reaches everyone once when first the functions' processes and then the whole cloud are killed in the middle, save for those that the ledger reports`,
  async () => {
    const driver = await createFleetDriver(cloud.urls);
    await driver.prepare(ACCOUNTS);
    // One account's calls are so slow that each kill happens in the middle of its part.
    const match = { path: "/message/postText", appId: loadAppId(0) };
    await requestJson("POST", `${cloud.urls.simulator}/sim/faults`, { body: { kind: "latency", value: 9000, match } });
    const runId = await startBroadcast(driver, ACCOUNTS, PEOPLE);
    await sentAtLeast(driver, ALL / 6);
    await killFunctions();
    await driver.advance(BEYOND_VISIBILITY);
    const before = await sentAtLeast(driver, ALL / 2);
    expect(before.filter(({ appId }) => appId === loadAppId(0)).length).toBeLessThan(PEOPLE.length);
    await killCloud();
    await requestJson("DELETE", `${cloud.urls.simulator}/sim/faults`);

    const again = await createFleetDriver(cloud.urls);
    await again.advance(BEYOND_VISIBILITY);
    const { figures } = await eventually("the end of the run", PATIENCE, async () => {
      const run = await runOf(again, runId);
      if (run.state === "done") return run;
      await again.advance(20);
      return undefined;
    });
    const sent = (await again.sentCalls()).map(({ appId, toWxid }) => `${appId} ${toWxid}`);
    const unknown = (await again.commandsIn("unknown")).map(({ appId, to }) => `${appId} ${to}`);
    expect(new Set(sent).size).toBe(sent.length);
    expect(new Set([...sent, ...unknown]).size).toBe(ALL);
    expect(figures).toMatchObject({ planned: ALL, sent: ALL - unknown.length, unknown: unknown.length, open: 0 });
    // One command at a time is under way for each account.
    expect(unknown.length).toBeLessThanOrEqual(2 * ACCOUNTS);
  },
  TIMEOUT,
);

it(
  "twenty replies do not wait for a broadcast of 300 that stands in the queue, and an account that is offline sends its part when it is back",
  async () => {
    const driver = await createFleetDriver(cloud.urls);
    await driver.prepare(2);
    const limits = { perSecond: 2, burst: 3, dailyCap: 2000 };
    await driver.api("PATCH", `/api/accounts/${loadAppId(0)}`, { limits });
    await requestJson("POST", `${cloud.urls.simulator}/sim/accounts/${loadAppId(1)}/offline`);
    const readers = Array.from({ length: 300 }, (_, index) => `wxid_reader_${index}`);
    const runId = await startBroadcast(driver, 2, readers);
    const isReply = ({ toWxid }: SentCall) => toWxid.startsWith("wxid_a0_");
    await sentAtLeast(driver, 2, (call) => !isReply(call));
    for (let message = 0; message < 20; message++) await driver.deliver(0, message);
    const replies = await sentAtLeast(driver, 20, isReply);
    expect(replies.map(({ toWxid }) => toWxid)).toEqual(replies.map((_, index) => `wxid_a0_m${index}`));
    // Replies take from the same bucket at their own speed: they got the tokens that the broadcast left.
    const [first, last] = [replies.at(0)?.n ?? 0, replies.at(-1)?.n ?? 0];
    const between = (await driver.sentCalls()).filter((call) => !isReply(call) && call.n > first && call.n < last);
    expect(between.length).toBeLessThan(20);
    expect((await runOf(driver, runId)).figures.open).toBeGreaterThan(0);

    expect((await driver.sentCalls()).filter(({ appId }) => appId === loadAppId(1))).toEqual([]);
    await requestJson("POST", `${cloud.urls.simulator}/sim/accounts/${loadAppId(1)}/online`);
    await driver.api("POST", `/api/accounts/${loadAppId(1)}/reconnect`);
    const late = await sentAtLeast(driver, readers.length, ({ appId }) => appId === loadAppId(1));
    expect(late.map(({ toWxid }) => toWxid)).toEqual(readers);
  },
  TIMEOUT,
);
