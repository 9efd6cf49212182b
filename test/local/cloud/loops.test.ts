import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import * as z from "zod";
import { eventually, requestJson } from "../../support/http-json.ts";
import { aCloud, aSite } from "./a-cloud.ts";

const PEOPLE = Array.from({ length: 1_000 }, (_, index) => `wxid_reader_${index}`);
const LIMITS = { perSecond: 1000, burst: 1000, dailyCap: 100_000 };
const PATIENCE = 120_000;
/** Lambda stops a chain before its 17th invocation of one function. */
const LIMIT = 16;

const accountSchema = z.object({
  appId: z.string(),
  state: z.string(),
  reason: z.object({ code: z.string() }).optional(),
});
const callsSchema = z.object({ calls: z.array(z.unknown()) });
const runSchema = z.object({
  state: z.string(),
  figures: z.object({ planned: z.int(), sent: z.int(), unknown: z.int(), open: z.int() }),
});
const usageSchema = z.object({
  functions: z.record(z.string(), z.object({ recursiveInvocationsDropped: z.int() })),
});

let site: ReturnType<typeof aSite>;

beforeEach(() => {
  site = aSite();
});
afterEach(() => site.remove());

type TestCloud = Awaited<ReturnType<typeof aCloud>>;

/** How many messages of each function's chains were stopped; functions without any are left out. */
async function stopped(cloud: TestCloud): Promise<[string, number][]> {
  const { functions } = usageSchema.parse((await requestJson("GET", `${cloud.url}/local/usage`)).json());
  return Object.entries(functions).flatMap(([name, { recursiveInvocationsDropped: count }]) =>
    count > 0 ? [[name.replace(/^.*-/, ""), count]] : [],
  );
}

/** Begins a login that no person scans, and moves the time on until it has ended, but by five minutes at most. */
async function anUnscannedLogin(cloud: TestCloud) {
  const device = { type: "ipad", regionId: "320000" };
  const begun = await cloud.api("POST /api/accounts/login", { name: "小店", requestId: "r", device });
  expect(begun.status, begun.text).toBe(202);
  const { account } = z.object({ account: accountSchema }).parse(begun.json());
  const read = async () => accountSchema.parse((await cloud.api(`GET /api/accounts/${account.appId}`)).json());
  for (let step = 0; step < 60 && (await read()).state === "LOGGING_IN"; step++) {
    cloud.clock.advance(5);
    await cloud.idle();
  }
  const asked = await requestJson("GET", `${cloud.simulatorUrl}/sim/calls?path=/login/checkLogin&limit=100`);
  return { account: await read(), polls: callsSchema.parse(asked.json()).calls.length };
}

it("a login that no person scans is polled to its end, in a chain longer than Lambda lets functions make", async () => {
  await using cloud = await aCloud(site);
  const { account, polls } = await anUnscannedLogin(cloud);
  expect(account).toMatchObject({ state: "IDLE", reason: { code: "scan-timeout" } });
  expect(polls).toBeGreaterThan(LIMIT);
  expect(await stopped(cloud)).toEqual([]);
});

it("the same login is cut where the template does not allow the loop", async () => {
  const path = join(site.cdkOutDir, "Stateless.template.json");
  writeFileSync(path, readFileSync(path, "utf8").replaceAll(/"RecursiveLoop": "Allow",?/g, ""));
  await using cloud = await aCloud(site);
  await anUnscannedLogin(cloud);
  expect(await stopped(cloud)).toEqual([["AccountWorkerFunction", 1]]);
});

it("a broadcast to 1,000 people by one account reaches each of them", async () => {
  await using cloud = await aCloud(site);
  await cloud.api("PUT /api/settings", { gateway: LIMITS });
  await cloud.api("POST /api/accounts", { appId: "wx_demo_alpha", name: "many", limits: LIMITS });
  const defined = await cloud.api("PUT /api/broadcasts/many", {
    name: "many",
    contents: [{ type: "text", text: "今晚八点上新" }],
    audience: { accounts: ["wx_demo_alpha"], recipients: { type: "list", ids: PEOPLE } },
  });
  expect(defined.status, defined.text).toBe(200);
  const run = z
    .object({ id: z.string() })
    .parse((await cloud.api("POST /api/broadcasts/many/runs", { requestId: "r" })).json());
  const { figures } = await eventually("the run's end", PATIENCE, async () => {
    const now = runSchema.parse((await cloud.api(`GET /api/broadcasts/runs/${run.id}`)).json());
    return now.state === "done" ? now : undefined;
  });
  expect(figures).toMatchObject({ planned: PEOPLE.length, sent: PEOPLE.length, unknown: 0, open: 0 });
  expect(await stopped(cloud)).toEqual([]);
});
