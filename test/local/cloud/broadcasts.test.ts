import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { EVENTS } from "../../../shared/names.ts";
import { eventually, requestJson } from "../../support/http-json.ts";
import { aCloud, aSite } from "./a-cloud.ts";

const ACCOUNTS = ["wx_demo_alpha", "wx_demo_bravo", "wx_demo_carol"];
const PEOPLE = Array.from({ length: 20 }, (_, index) => `wxid_reader_${index}`);
const EVERYBODY = ACCOUNTS.flatMap((appId) => PEOPLE.map((wxid) => `${appId} ${wxid}`)).sort();
const LIMITS = { perSecond: 1000, burst: 1000, dailyCap: 100_000 };
/** A sender that still thinks that a run goes on, for a second, sends two or three messages an account. */
const SLOW = { perSecond: 2, burst: 1, dailyCap: 100_000 };
/** A run's steps wait for one another: seconds, on a machine that does much else. */
const PATIENCE = 30_000;

const callsSchema = z.object({
  calls: z.array(z.object({ appId: z.string(), body: z.looseObject({ toWxid: z.string(), content: z.string() }) })),
});
const runsSchema = z.object({ runs: z.array(z.object({ id: z.string(), startedBy: z.string() })) });
const runSchema = z.object({
  id: z.string(),
  state: z.string(),
  figures: z.object({ planned: z.int(), sent: z.int(), held: z.int(), expired: z.int(), open: z.int() }),
});
const busesSchema = z.object({ EventBuses: z.array(z.object({ Name: z.string() })) });

describe("broadcasts in the embedded cloud", () => {
  const site = aSite();
  let cloud: Awaited<ReturnType<typeof aCloud>>;

  beforeAll(async () => {
    cloud = await aCloud(site);
    expect((await cloud.api("PUT /api/settings", { gateway: LIMITS })).status).toBe(200);
    for (const appId of ACCOUNTS) {
      const { status } = await cloud.api("POST /api/accounts", { appId, name: appId, tags: ["news"], limits: LIMITS });
      expect(status).toBe(201);
    }
  });
  afterAll(async () => {
    await cloud.stop();
    site.remove();
  });

  async function define(id: string, text: string): Promise<void> {
    const audience = { tags: ["news"], recipients: { type: "list", ids: PEOPLE } };
    const input = { name: id, contents: [{ type: "text", text }], audience };
    expect((await cloud.api(`PUT /api/broadcasts/${id}`, input)).status).toBe(200);
  }

  /** Who got a text, by whom, sorted. */
  async function readersOf(text: string): Promise<string[]> {
    const url = `${cloud.simulatorUrl}/sim/calls?path=/message/postText&limit=5000`;
    const { calls } = callsSchema.parse((await requestJson("GET", url)).json());
    return calls
      .filter(({ body }) => body.content === text)
      .map(({ appId, body }) => `${appId} ${body.toWxid}`)
      .sort();
  }

  async function runIs(id: string, isRight: (run: z.output<typeof runSchema>) => boolean) {
    return eventually(`a run of which ${isRight}`, PATIENCE, async () => {
      const run = runSchema.parse((await cloud.api(`GET /api/broadcasts/runs/${id}`)).json());
      return isRight(run) ? run : undefined;
    });
  }

  async function start(id: string, requestId: string): Promise<string> {
    const answer = await cloud.api(`POST /api/broadcasts/${id}/runs`, { requestId });
    expect(answer.status).toBe(202);
    return z.object({ id: z.string() }).parse(answer.json()).id;
  }

  async function control(runId: string, what: "pause" | "resume" | "cancel"): Promise<void> {
    expect((await cloud.api(`POST /api/broadcasts/runs/${runId}/${what}`)).status).toBe(200);
  }

  /** Starts a run and has it paused or cancelled while the first answer of each account is held back. */
  async function interrupted(id: string, text: string, by: "pause" | "cancel") {
    await define(id, text);
    for (const appId of ACCOUNTS) await cloud.api(`PATCH /api/accounts/${appId}`, { limits: SLOW });
    const fault = { kind: "latency", value: 9000, match: { path: "/message/postText" } };
    await requestJson("POST", `${cloud.simulatorUrl}/sim/faults`, { body: fault });
    const runId = await start(id, "r-1");
    await runIs(runId, ({ figures }) => figures.planned === EVERYBODY.length && figures.open > 0);
    await control(runId, by);
    await requestJson("DELETE", `${cloud.simulatorUrl}/sim/faults`);
    const { figures } = await runIs(runId, (run) => run.figures.open === 0);
    await cloud.idle();
    expect(figures.planned).toBe(EVERYBODY.length);
    expect(figures.sent).toBeLessThan(EVERYBODY.length);
    expect(await readersOf(text)).toHaveLength(figures.sent);
    return { runId, figures };
  }

  it("a rule starts one, for whoever may, and each recipient gets it once from each account", async () => {
    const text = "今晚八点上新";
    await define("news", text);
    const rule = {
      id: "publish",
      name: "发布上新",
      senders: { include: ["wxid_boss"] },
      match: { type: "keyword", mode: "exact", keywords: ["发布上新"] },
      actions: [{ type: "start-broadcast", broadcast: "news" }],
    };
    expect((await cloud.api("PUT /api/rules", { rules: [rule] })).status).toBe(200);
    const says = (from: string) =>
      requestJson("POST", `${cloud.simulatorUrl}/sim/messages`, {
        body: { appId: ACCOUNTS[0], from, text: "发布上新" },
      });
    await says("wxid_nosy");
    await says("wxid_boss");
    const runs = await eventually("a run", PATIENCE, async () => {
      const found = runsSchema.parse((await cloud.api("GET /api/broadcasts/news/runs")).json()).runs;
      return found.length > 0 ? found : undefined;
    });
    expect(runs).toMatchObject([{ startedBy: "rule:publish" }]);
    const { figures } = await runIs(runs[0]?.id ?? "", ({ state }) => state === "done");
    expect(figures).toMatchObject({ planned: EVERYBODY.length, sent: EVERYBODY.length, open: 0 });
    expect(await readersOf(text)).toEqual(EVERYBODY);
    expect(runsSchema.parse((await cloud.api("GET /api/broadcasts/news/runs")).json()).runs).toHaveLength(1);
  });

  it("an event that comes twice makes one run, and one of another source none", async () => {
    const text = "活动明天结束";
    await define("twice", text);
    const { EventBuses } = busesSchema.parse(await cloud.aws("AWSEvents.ListEventBuses", {}));
    const EventBusName = EventBuses.find(({ Name }) => Name !== "default")?.Name;
    const entry = (Source: string, requestId: string) => ({
      EventBusName,
      Source,
      DetailType: EVENTS.broadcastRequested,
      Detail: JSON.stringify({ broadcastId: "twice", requestId, by: "crm" }),
    });
    const Entries = [entry("wechat-fleet.rules", "forged"), entry(EVENTS.source, "r-1"), entry(EVENTS.source, "r-1")];
    await cloud.aws("AWSEvents.PutEvents", { Entries });
    const [run] = await eventually("a run", PATIENCE, async () => {
      const found = runsSchema.parse((await cloud.api("GET /api/broadcasts/twice/runs")).json()).runs;
      return found.length > 0 ? found : undefined;
    });
    await runIs(run?.id ?? "", ({ state }) => state === "done");
    expect(runsSchema.parse((await cloud.api("GET /api/broadcasts/twice/runs")).json()).runs).toEqual([run]);
    expect(await readersOf(text)).toEqual(EVERYBODY);
  });

  it("one that is paused sends nothing further, and resumed the rest", async () => {
    const text = "慢慢来";
    const { runId, figures } = await interrupted("slow", text, "pause");
    expect(figures.held).toBe(EVERYBODY.length - figures.sent);
    await control(runId, "resume");
    const done = await runIs(runId, ({ state }) => state === "done");
    expect(done.figures).toMatchObject({ sent: EVERYBODY.length, held: 0 });
    expect(await readersOf(text)).toEqual(EVERYBODY);
  });

  it("one that is cancelled never sends the rest", async () => {
    const text = "不发了";
    const { runId, figures } = await interrupted("stopped", text, "cancel");
    expect(figures).toMatchObject({ expired: EVERYBODY.length - figures.sent, held: 0 });
    expect((await cloud.api(`POST /api/broadcasts/runs/${runId}/resume`)).status).toBe(409);
    expect(runSchema.parse((await cloud.api(`GET /api/broadcasts/runs/${runId}`)).json()).state).toBe("cancelled");
  });
});
