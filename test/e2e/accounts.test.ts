import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { type CloudProcess, newCloudSite, startCloudProcess } from "../support/cloud-process.ts";
import { createFleetDriver, faultsOf, loadAppId } from "../support/fleet-driver.ts";
import { eventually, requestJson } from "../support/http-json.ts";

/**
 * Fifty accounts on the embedded cloud: how soon an account that goes offline is seen, and what happens when it
 * returns.
 */
const ACCOUNTS = 50;

const accountsSchema = z.object({
  accounts: z.array(
    z.object({
      appId: z.string(),
      state: z.string(),
      stateSince: z.number(),
      reason: z.object({ code: z.string() }).optional(),
    }),
  ),
});

let site: Awaited<ReturnType<typeof newCloudSite>>;
let cloud: CloudProcess;
let driver: Awaited<ReturnType<typeof createFleetDriver>>;

beforeAll(async () => {
  site = await newCloudSite();
  cloud = await startCloudProcess(site);
  driver = await createFleetDriver(cloud.urls);
  await driver.prepare(ACCOUNTS);
  // This runs the functions' first start, which is not measured: a reply, and an account that drops and returns.
  await driver.deliver(ACCOUNTS - 1, 0);
  await driver.waitForSent(1);
  await requestJson("POST", `${cloud.urls.simulator}/sim/accounts/${loadAppId(ACCOUNTS - 2)}/offline`);
  await offline(ACCOUNTS - 2);
  await bringBack(ACCOUNTS - 2);
});

afterAll(async () => {
  await cloud.kill("SIGINT");
  site.remove();
});

/** Changes an account at the vendor without a callback. */
const silently = (index: number, change: object) =>
  requestJson("PUT", `${cloud.urls.simulator}/sim/accounts/${loadAppId(index)}`, { body: change });

/** Time (ms) of the slowest plain request since the test began. */
let slowest = 0;
beforeEach(() => {
  slowest = 0;
});

/** The platform's bound, plus the delay of a busy machine. */
const within = (ms: number) => ms + 10 * slowest;

async function accountOf(index: number) {
  const startedAt = performance.now();
  const { accounts } = accountsSchema.parse(await driver.api("GET", "/api/accounts"));
  slowest = Math.max(slowest, performance.now() - startedAt);
  const account = accounts.find(({ appId }) => appId === loadAppId(index));
  if (!account) throw new Error(`${loadAppId(index)} is not registered`);
  return account;
}

/** Waits until the account has left ONLINE, and gives it. */
const offline = (index: number) =>
  eventually(`${loadAppId(index)} offline`, 45_000, async () => {
    const account = await accountOf(index);
    return account.state === "ONLINE" ? undefined : account;
  });

async function bringBack(index: number): Promise<void> {
  await silently(index, { online: true });
  await driver.api("POST", `/api/accounts/${loadAppId(index)}/check`);
}

describe("an account that goes offline without a word", () => {
  it("is seen within 35 s by the beat alone, whichever it is", async () => {
    const indexes = [0, 7, 13, 21, 34, 49];
    const goneAt = Date.now();
    await Promise.all(indexes.map((index) => silently(index, { online: false })));
    const seen = await Promise.all(indexes.map((index) => offline(index)));
    for (const { stateSince, reason } of seen) {
      expect(stateSince - goneAt).toBeLessThan(within(35_000));
      expect(reason?.code).toBe("beat-failed");
    }
    await Promise.all(indexes.map(bringBack));
    expect((await accountOf(7)).state).toBe("ONLINE");
  });

  it("is seen within 2 s by a send that is refused", async () => {
    const goneAt = Date.now();
    await silently(1, { online: false });
    await driver.deliver(1, 0);
    const seen = await offline(1);
    expect(seen.stateSince - goneAt).toBeLessThan(within(2000));
    expect(seen.reason?.code).toBe("check-failed");
  });
});

describe("the vendor's Offline callback", () => {
  it("is checked, and believed if it is true, within 2 s", async () => {
    const goneAt = Date.now();
    await requestJson("POST", `${cloud.urls.simulator}/sim/accounts/${loadAppId(2)}/offline`);
    const seen = await offline(2);
    expect(seen.stateSince - goneAt).toBeLessThan(within(2000));
    expect(seen.reason?.code).toBe("offline-callback");
  });
});

describe("what is to be sent for an account that is offline", () => {
  it("waits, holds nobody else up, and leaves in order within a second of its return", async () => {
    const messages = 25;
    const before = (await driver.sentCalls()).length;
    await silently(3, { online: false });
    for (let sequence = 0; sequence < messages; sequence += 1) await driver.deliver(3, sequence);
    await offline(3);
    await driver.deliver(4, 0);
    const others = (await driver.waitForSent(before + 1)).slice(before);
    expect(others.map(({ appId }) => appId)).toEqual([loadAppId(4)]);

    await eventually("the account parks", 30_000, async () => {
      const metrics = (await requestJson("GET", `${cloud.urls.gateway}/local/metrics`)).text;
      return metrics.includes("CommandDelayed") || undefined;
    });
    await bringBack(3);
    const { stateSince } = await accountOf(3);
    const sent = await driver.waitForSent(before + 1 + messages);
    const ofIt = sent.filter(({ appId }) => appId === loadAppId(3));
    const sequences = ofIt.map(({ toWxid }) => Number(toWxid.slice(toWxid.lastIndexOf("_m") + 2)));
    expect(sequences).toEqual(Array.from({ length: messages }, (_, sequence) => sequence));
    expect((ofIt[0]?.at ?? 0) - stateSince).toBeLessThan(within(1000));
    expect(faultsOf(ofIt, { accounts: 0, messagesPerAccount: 0 }).twice).toEqual([]);
    console.log(
      `the first of ${messages} left ${(ofIt[0]?.at ?? 0) - stateSince} ms after, the last ${(ofIt.at(-1)?.at ?? 0) - stateSince} ms`,
    );
  });
});
