import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { eventually, requestJson } from "../../support/http-json.ts";
import { aCloud, aSite } from "./a-cloud.ts";

const APP = "wx_demo_alpha";

/** Seconds within which every account follows a publication. */
const PICKED_UP = 5;

const says = (id: string, keyword: string, text: string, more: object = {}) => ({
  id,
  name: id,
  match: { type: "keyword", mode: "contains", keywords: [keyword] },
  actions: [{ type: "reply", text }],
  ...more,
});

const callsSchema = z.object({
  calls: z.array(z.object({ body: z.looseObject({ toWxid: z.string(), content: z.string() }) })),
});
const backtestSchema = z.object({
  summary: z.looseObject({ judged: z.int(), same: z.int() }),
  messages: z.array(
    z.looseObject({
      sender: z.string(),
      text: z.string(),
      verdict: z.string(),
      would: z.looseObject({ sends: z.array(z.object({ to: z.string(), content: z.looseObject({}) })) }),
    }),
  ),
});

describe("rules in the embedded cloud", () => {
  const site = aSite();
  let cloud: Awaited<ReturnType<typeof aCloud>>;

  beforeAll(async () => {
    cloud = await aCloud(site);
    const limits = { perSecond: 1000, burst: 1000, dailyCap: 100_000 };
    await cloud.api("PUT /api/settings", { gateway: limits });
    const account = { appId: APP, name: "Alpha", activeSince: "2024-01-01", limits };
    const { status } = await cloud.api("POST /api/accounts", account);
    expect([201, 409]).toContain(status);
  });
  afterAll(async () => {
    await cloud.stop();
    site.remove();
  });

  async function api<T>(request: string, schema: z.ZodType<T>, body?: object): Promise<T> {
    const answer = await cloud.api(request, body);
    if (answer.status !== 200) throw new Error(`${request}: ${answer.status} ${answer.text}`);
    return schema.parse(answer.json());
  }
  const version = z.looseObject({ version: z.int() });

  async function hear(from: string, text: string): Promise<void> {
    const body = { appId: APP, from, text };
    expect((await requestJson("POST", `${cloud.simulatorUrl}/sim/messages`, { body })).status).toBe(200);
  }

  /** What people with that prefix were sent, in order. */
  async function sent(prefix: string): Promise<{ to: string; text: string }[]> {
    const path = `${cloud.simulatorUrl}/sim/calls?appId=${APP}&path=/message/postText&limit=10000`;
    const { calls } = callsSchema.parse((await requestJson("GET", path)).json());
    return calls.flatMap(({ body: { toWxid: to, content: text } }) => (to.startsWith(prefix) ? [{ to, text }] : []));
  }

  /** A backtest of the last messages, once so many of people with that prefix are in the journal. */
  function backtest(rules: object, lastMessages: number, prefix: string) {
    return eventually(`${lastMessages} messages of ${prefix} in the journal`, 30_000, async () => {
      const body = { ...rules, lastMessages, limit: 200 };
      const found = await api("POST /api/rules/backtest", backtestSchema, body);
      const isComplete = found.messages.filter(({ sender }) => sender.startsWith(prefix)).length === lastMessages;
      return isComplete ? found : undefined;
    });
  }

  it("answer a message 5 s after they are published, and none 5 s after they are rolled back", async () => {
    const first = await api("PUT /api/rules", version, { rules: [] });
    await api("PUT /api/rules", version, { rules: [says("tea", "茶", "有龙井")], note: "上新" });
    cloud.clock.advance(PICKED_UP);
    await hear("wxid_guest_1", "有茶吗");
    await eventually("the answer", 20_000, async () => ((await sent("wxid_guest_1")).length > 0 ? true : undefined));
    expect(await sent("wxid_guest_1")).toEqual([{ to: "wxid_guest_1", text: "有龙井" }]);

    const back = await api("POST /api/rules/rollback", version, { version: first.version, note: "卖完了" });
    expect(back).toMatchObject({ version: first.version + 2, rolledBackTo: first.version, ruleCount: 0 });
    cloud.clock.advance(PICKED_UP);
    await hear("wxid_guest_2", "有茶吗");
    const { messages } = await backtest({ version: first.version + 1 }, 1, "wxid_guest_2");
    expect(messages).toMatchObject([{ text: "有茶吗", verdict: "newly-answered", was: { version: back.version } }]);
    expect(await sent("wxid_guest_2")).toEqual([]);
  });

  it("are tried on the last messages, and then do to the same messages what the backtest said", async () => {
    await api("PUT /api/rules", version, { rules: [says("old", "价格", "十元"), says("bye", "再见", "慢走")] });
    cloud.clock.advance(PICKED_UP);
    const script: [string, string][] = [
      ["a", "价格？"],
      ["b", "报名"],
      ["a", "再见"],
      ["b", "小明"],
      ["a", "价格是多少"],
      ["c", "随便看看"],
      ["b", "再见"],
      ["a", "价格？？"],
    ];
    for (const [who, text] of script) await hear(`wxid_before_${who}`, text);
    await backtest({ version: 0 }, script.length, "wxid_before_");
    const answered = script.filter(([, text]) => /价格|再见/.test(text)).length;
    await eventually("the answers", 20_000, async () =>
      (await sent("wxid_before_")).length === answered ? true : undefined,
    );

    const draft = await api("GET /api/rules/draft", z.looseObject({ revision: z.int() }));
    const rules = [
      { ...says("welcome", "-", "初次见面"), match: { type: "first-message" }, continue: true, priority: 9 },
      says("new", "价格", "{{message.text}} 九元", { cooldown: { user: 3600 } }),
      says("again", "价格", "刚说过", { priority: -1 }),
      {
        ...says("join", "报名", "怎么称呼？"),
        actions: [
          { type: "set-session", step: "name" },
          { type: "reply", text: "怎么称呼？" },
        ],
      },
      {
        ...says("name", "-", ""),
        steps: ["name"],
        match: { type: "regex", pattern: "^(?P<name>.{1,20})$" },
        actions: [
          { type: "set-session", clear: true },
          { type: "reply", text: "{{capture.name}}您好" },
        ],
      },
    ];
    const edited = await api("PUT /api/rules/draft", z.looseObject({ revision: z.int() }), {
      revision: draft.revision,
      rules,
    });
    const told = await backtest({ draft: true }, script.length, "wxid_before_");
    expect(new Set(told.messages.map(({ verdict }) => verdict))).toEqual(
      new Set(["different", "newly-answered", "no-longer-answered"]),
    );
    expect((await sent("wxid_before_")).length).toBe(answered);

    const { version: inForce } = await api("POST /api/rules/draft/publish", version, { revision: edited.revision });
    cloud.clock.advance(PICKED_UP);
    for (const [who, text] of script) await hear(`wxid_after_${who}`, text);
    const happened = await backtest({ version: inForce }, script.length, "wxid_after_");
    expect(happened.summary).toMatchObject({ judged: script.length, same: script.length });

    const foretold = told.messages
      .toReversed()
      .flatMap(({ would }) =>
        would.sends.map(({ to, content }) => ({ to: to.replace("before", "after"), text: content.text })),
      );
    expect(foretold.map(({ text }) => text)).toContain("小明您好");
    await eventually("the answers", 20_000, async () =>
      (await sent("wxid_after_")).length >= foretold.length ? true : undefined,
    );
    expect(await sent("wxid_after_")).toEqual(foretold);
  });

  it("of any number reach the draft in packed parts, and are published and read page by page", async () => {
    const PARTS = 3;
    const PART = 2000;
    const state = z.looseObject({ revision: z.int(), ruleCount: z.int() });
    async function send(method: string, body: object) {
      const headers = { authorization: `Bearer ${cloud.token("operator")}`, "content-type": "application/gzip" };
      const packed = gzipSync(JSON.stringify(body));
      const answer = await fetch(`${cloud.url}/api/rules/draft`, { method, headers, body: packed });
      expect(answer.status).toBe(200);
      return state.parse(await answer.json());
    }
    const open = await api("GET /api/rules/draft?limit=1", state);
    let { revision } = await send("PUT", { revision: open.revision, rules: [] });
    for (let part = 0; part < PARTS; part++) {
      const set = Array.from({ length: PART }, (_, index) => {
        const number = part * PART + index;
        return says(`many-${number}`, `第${number}号`, `答${number}`);
      });
      ({ revision } = await send("PATCH", { revision, set }));
    }
    const judged = z.looseObject({ valid: z.literal(true), issueCount: z.literal(0) });
    await api("POST /api/rules/validate", judged, { draft: true });
    const published = await api("POST /api/rules/draft/publish", version, { revision });
    expect(published).toMatchObject({ ruleCount: PARTS * PART, warnings: [] });
    const page = z.object({ rules: z.array(z.looseObject({ id: z.string() })), nextOffset: z.int().optional() });
    const last = await api(`GET /api/rules?offset=${PARTS * PART - 1}&limit=1000`, page);
    expect(last).toMatchObject({ rules: [{ id: "many-5999" }] });
    expect(await api("GET /api/rules?limit=1000", page)).toMatchObject({ nextOffset: 1000 });
    cloud.clock.advance(PICKED_UP);
    await hear("wxid_many_1", "请问第4321号是什么");
    await eventually("the answer", 30_000, async () => ((await sent("wxid_many_1")).length > 0 ? true : undefined));
    expect(await sent("wxid_many_1")).toEqual([{ to: "wxid_many_1", text: "答4321" }]);
  });

  it("do not answer each other for ever where two accounts of the fleet share a group", async () => {
    const other = "wx_demo_bravo";
    const limits = { perSecond: 1000, burst: 1000, dailyCap: 100_000 };
    await cloud.api("POST /api/accounts", { appId: other, name: "Bravo", activeSince: "2024-01-01", limits });
    await api("PUT /api/rules", version, { rules: [says("ping", "乒", "乒乓"), says("pong", "乓", "乓乒")] });
    cloud.clock.advance(PICKED_UP);
    const room = "10000000001@chatroom";
    const hears = (appId: string, from: string, text: string) =>
      requestJson("POST", `${cloud.simulatorUrl}/sim/messages`, { body: { appId, from, text, room } });
    const answers = async (appId: string) => {
      const path = `${cloud.simulatorUrl}/sim/calls?appId=${appId}&path=/message/postText&limit=10000`;
      const { calls } = callsSchema.parse((await requestJson("GET", path)).json());
      return calls.filter(({ body }) => body.toWxid === room).length;
    };
    for (const appId of [APP, other]) await hears(appId, "wxid_player", "乒");
    await eventually("both answers", 20_000, async () =>
      (await answers(APP)) === 1 && (await answers(other)) === 1 ? true : undefined,
    );
    cloud.clock.advance(PICKED_UP);
    for (const [appId, from] of [
      [APP, "wxid_bravo"],
      [other, "wxid_alpha"],
    ] as const) {
      await hears(appId, from, "乒乓");
      await hears(appId, "wxid_player", "乒");
    }
    await eventually("the answers to the person", 20_000, async () =>
      (await answers(APP)) >= 2 && (await answers(other)) >= 2 ? true : undefined,
    );
    expect([await answers(APP), await answers(other)]).toEqual([2, 2]);
  });

  it("welcome who is new in a group by name, and only then", async () => {
    const welcome = {
      ...says("hail", "-", ""),
      accounts: [APP],
      match: { type: "event", events: ["group-joined"], keys: ["member"] },
      actions: [{ type: "reply", text: "欢迎 {{member.name}}！", mention: true }],
    };
    await api("PUT /api/rules", version, { rules: [welcome] });
    cloud.clock.advance(PICKED_UP);
    const room = "10000000002@chatroom";
    const tell = async (message: object) => {
      const body = { appId: APP, room, ...message };
      const { status } = await requestJson("POST", `${cloud.simulatorUrl}/sim/messages`, { body });
      expect(status).toBe(200);
    };
    await tell({ from: "wxid_guest_4", text: '"李四"邀请"张三"加入了群聊' });
    const members = [{ wxid: "wxid_guest_5", name: "张三" }];
    const by = { wxid: "wxid_guest_4", name: "李四" };
    await tell({ from: room, kind: "groupJoined", joined: { members, by, form: "plain" } });
    await tell({ from: room, kind: "groupJoined", joined: { members, by, way: "code" } });
    const welcomes = await eventually("two welcomes", 20_000, async () => {
      const texts = (await sent(room)).map(({ text }) => text);
      return texts.length >= 2 ? texts : undefined;
    });
    expect(welcomes).toEqual(["欢迎 张三！", "欢迎 @张三\u2005！"]);
  });

  it("do not answer an account that was registered a moment ago, while everybody else is answered", async () => {
    await api("PUT /api/rules", version, { rules: [says("tea", "茶", "有龙井")] });
    cloud.clock.advance(PICKED_UP);
    const room = "10000000077@chatroom";
    const asks = async (from: string) => {
      const body = { appId: APP, from, room, text: "有茶吗" };
      expect((await requestJson("POST", `${cloud.simulatorUrl}/sim/messages`, { body })).status).toBe(200);
    };
    const answers = (count: number) =>
      eventually(`${count} answers`, 20_000, async () => ((await sent(room)).length >= count ? true : undefined));
    await asks("wxid_newcomer");
    await answers(1);
    const newcomer = { appId: "wx_newcomer", name: "Newcomer", wxid: "wxid_newcomer" };
    expect((await cloud.api("POST /api/accounts", newcomer)).status).toBe(201);
    cloud.clock.advance(PICKED_UP);
    await asks("wxid_newcomer");
    await asks("wxid_guest_6");
    await answers(2);
    expect(await sent(room)).toHaveLength(2);
  });

  it("are not published with a fault, and the error says what is wrong and where", async () => {
    const before = await api("GET /api/rules", version);
    const rules = [
      says("ahead", "x", "y", { match: { type: "regex", pattern: "a(?=b)" } }),
      says("name", "x", "{{nam}}"),
    ];
    const { issues } = await api(
      "POST /api/rules/validate",
      z.looseObject({ issues: z.array(z.object({ path: z.string(), message: z.string() })) }),
      { rules },
    );
    expect(issues.map(({ path }) => path)).toEqual(["rules.0.match.pattern", "rules.1.actions.0.text"]);
    const refused = await cloud.api("PUT /api/rules", { rules });
    expect([refused.status, z.looseObject({ issues: z.unknown() }).parse(refused.json()).issues]).toEqual([
      400,
      issues,
    ]);
    expect(await api("GET /api/rules", version)).toEqual(before);
  });
});
