import { describe, expect, it } from "vitest";
import { setUpConsumer } from "../../../support/a-consumer.ts";
import { FORM } from "../../../support/a-form.ts";
import { anEnvelope, anInboundText, aRule, NOON } from "../../../support/builders.ts";
import { withEveryCrash } from "../../../support/faults.ts";

const MINUTE = 60_000;
const NAMED = "小明您好，请留下手机号。";
const ASKED = "请问怎么称呼您？";
const CONFIRM = "小明，13812345678，对吗？请回复“是”或“否”。";
const AGAIN = "没看懂，请再发一次；回复“取消”可退出报名。";
const DONE = "报名成功：小明，13812345678。";
const inGroup = (sender: string) => ({ chat: "group" as const, conversationId: "1@chatroom", sender });
const fromPhone = { fromSelf: true, sender: "wxid_me" };

/** A consumer whose clock gives the time at which messages are sent. */
function setUp(...[rules, crash]: Parameters<typeof setUpConsumer>) {
  const world = setUpConsumer(rules, crash);
  let last = 0;
  const message = (text: string, changes: Parameters<typeof anInboundText>[0] = {}) => {
    last += 1;
    const newMsgId = String(last);
    return anEnvelope({
      id: `env-${newMsgId}`,
      message: anInboundText({ newMsgId, text, sentAt: world.clock.now(), ...changes }),
    });
  };
  const say = async (text: string, changes: Parameters<typeof anInboundText>[0] = {}) => {
    expect(await world.consume([message(text, changes)])).toEqual([undefined]);
    world.clock.advance(1000);
  };
  const session = async (member?: string) => {
    const conversationId = member ? "1@chatroom" : "wxid_friend";
    return (await world.conversations.read("wx_app_1", { conversationId, ...(member ? { member } : {}) })).session;
  };
  return { ...world, message, say, session };
}

describe("a form in rules alone", () => {
  it("asks for the name, then for the phone until it is one, then confirms, and is over", async () => {
    const { say, texts, session, profiles, counts } = setUp(FORM);
    for (const text of ["报名", "小明", "不告诉你", "我的手机是 13812345678", "是", "小明"]) await say(text);
    expect(texts()).toEqual([ASKED, NAMED, AGAIN, CONFIRM, DONE]);
    expect(await session()).toBeUndefined();
    expect((await profiles.get("wx_app_1", "wxid_friend", NOON))?.profile.tags).toMatchObject({ 已报名: { on: true } });
    expect(counts.get("SessionChanged")).toBe(4);
  });

  it("begins anew where the person says no, and can be cancelled at every step", async () => {
    const { say, texts, session } = setUp(FORM);
    for (const text of ["报名", "小王", "13800000000", "否", "小明", "13812345678", "是"]) await say(text);
    expect(texts().slice(-4)).toEqual([ASKED, NAMED, CONFIRM, DONE]);
    await say("报名");
    await say("取消");
    expect(texts().at(-1)).toBe("已取消报名。");
    expect(await session()).toBeUndefined();
  });

  it("is over when its time is up since the last step", async () => {
    const { say, texts, clock } = setUp(FORM);
    await say("报名");
    clock.advance(29 * MINUTE);
    await say("小明");
    clock.advance(29 * MINUTE);
    await say("13812345678");
    clock.advance(30 * MINUTE);
    await say("是");
    expect(texts()).toEqual([ASKED, NAMED, CONFIRM]);
  });

  it("is each member's own in a group, and carried through a batch", async () => {
    const { consume, message, texts, session } = setUp(FORM);
    const batch = [
      message("报名", inGroup("wxid_a")),
      message("报名", inGroup("wxid_b")),
      message("小明", inGroup("wxid_a")),
      message("13812345678", inGroup("wxid_b")),
    ];
    expect(await consume(batch)).toEqual([undefined, undefined, undefined, undefined]);
    expect(texts()).toEqual([ASKED, ASKED, NAMED, "13812345678您好，请留下手机号。"]);
    expect(await session("wxid_a")).toMatchObject({ step: "phone", values: { name: "小明" } });
  });

  it("comes to the same where it dies anywhere, be some of its messages handed out again later", async () => {
    const crashes = await withEveryCrash(async (crash, where) => {
      const world = setUp(FORM, crash);
      const batch = ["报名", "小明", "13812345678", "是"].map((text) => world.message(text));
      await world.consume(batch).catch(() => undefined);
      world.outbound.forget();
      const again = world.restart();
      expect(await again(batch), where).toEqual(batch.map(() => undefined));
      expect(world.texts(), where).toEqual([ASKED, NAMED, CONFIRM, DONE]);
      expect(await world.session(), where).toBeUndefined();
      for (const old of batch) await again([old]);
      expect(await world.session(), where).toBeUndefined();
      const stored = await world.profiles.get("wx_app_1", "wxid_friend", NOON);
      expect(stored?.profile.tags, where).toMatchObject({ 已报名: { on: true } });
    });
    expect(crashes).toBeGreaterThan(10);
  });

  it("does not apply an older message's change over a newer one", async () => {
    const { consume, message, session, clock } = setUp(FORM);
    const first = message("报名");
    await consume([first]);
    clock.advance(1000);
    await consume([message("小明")]);
    await consume([first]);
    expect(await session()).toMatchObject({ step: "phone", values: { name: "小明" } });
  });

  it("keeps what it has room for, and says that there was more", async () => {
    const values = (from: number) =>
      Object.fromEntries(Array.from({ length: 15 }, (_, at) => [`v${from + at}`, "{{message.text}}"]));
    const fill = (id: string, from: number) =>
      aRule({ id, continue: true, actions: [{ type: "set-session", values: values(from), ttlMinutes: 5 }] });
    const { say, session, journal } = setUp([fill("a", 0), fill("b", 15)]);
    await say(`你好${"长".repeat(600)}`);
    const kept = Object.values((await session())?.values ?? {});
    expect(kept).toHaveLength(20);
    expect([...(kept[0] ?? "")]).toHaveLength(500);
    expect(journal.entries()[0]?.decision.flags).toEqual(["session-full"]);
  });

  it("lets rules ask for values, and for none of a name", async () => {
    const { say, texts } = setUp([
      aRule({
        id: "set",
        match: { type: "keyword", mode: "exact", keywords: ["我是会员"] },
        actions: [{ type: "set-session", values: { level: "vip" }, ttlMinutes: 5 }],
      }),
      aRule({ id: "vip", session: { level: "vip" }, actions: [{ type: "reply", text: "尊敬的会员" }] }),
      aRule({ id: "other", session: { level: "" }, actions: [{ type: "reply", text: "您好" }] }),
    ]);
    for (const text of ["你好", "我是会员", "你好"]) await say(text);
    expect(texts()).toEqual(["您好", "尊敬的会员"]);
  });
});

describe("what a person answers from the phone", () => {
  it("pauses the rules in that conversation, and in no other, for the minutes that are set", async () => {
    const { say, texts, clock, counts, settings } = setUp([aRule()]);
    await settings.put({ ...(await settings.get()), personAnswered: { privateMinutes: 5, groupMinutes: 0 } });
    await say("我来回复您", fromPhone);
    await say("你好");
    await say("你好", { conversationId: "wxid_other", sender: "wxid_other" });
    expect(texts()).toHaveLength(1);
    expect([counts.get("PersonAnswered"), counts.get("InboundMuted")]).toEqual([1, 1]);
    clock.advance(5 * MINUTE);
    await say("你好");
    expect(texts()).toHaveLength(2);
  });

  it("pauses groups by minutes of their own, and nothing where these are 0", async () => {
    const { say, texts, settings } = setUp([aRule()]);
    await say("大家好", { ...inGroup("wxid_me"), fromSelf: true });
    await say("你好", inGroup("wxid_a"));
    expect(texts()).toEqual([]);
    await settings.put({ ...(await settings.get()), personAnswered: { privateMinutes: 0, groupMinutes: 5 } });
    const private_ = setUp([aRule()]);
    await private_.settings.put(await settings.get());
    await private_.say("我来回复您", fromPhone);
    await private_.say("你好");
    expect(private_.texts()).toHaveLength(1);
  });

  it("does nothing where it is an old message, or a notice of what the phone did", async () => {
    const { say, texts, clock } = setUp([aRule()]);
    await say("昨天的消息", { ...fromPhone, sentAt: clock.now() - 1440 * MINUTE });
    await say("你好");
    expect(texts()).toHaveLength(1);
  });

  it("holds for what was sent within its time, also where all of it comes an hour late", async () => {
    const { say, texts, clock } = setUp([aRule()]);
    const sent = clock.now();
    clock.advance(60 * MINUTE);
    await say("我来回复您", { ...fromPhone, sentAt: sent });
    await say("你好", { sentAt: sent + 5 * MINUTE });
    expect(texts()).toEqual([]);
    await say("你好");
    expect(texts()).toHaveLength(1);
  });

  it("is released by an operator, and stays so when the message is handed out again", async () => {
    const { consume, message, say, texts, conversations, clock } = setUp([aRule()]);
    const own = message("我来回复您", fromPhone);
    await consume([own]);
    clock.advance(1000);
    await conversations.release("wx_app_1", "wxid_friend", clock.now());
    await consume([own]);
    await say("你好");
    expect(texts()).toEqual(["在的"]);
  });
});

describe("a hand-over", () => {
  const person = aRule({
    id: "person",
    name: "转人工",
    priority: 5,
    match: { type: "keyword", mode: "contains", keywords: ["人工"] },
    actions: [{ type: "hand-over", minutes: 120, notice: "正在为您转接人工客服。" }],
  });

  it("tells the customer and the operators, and then no rule answers until the time is up", async () => {
    const { say, texts, events, counts, clock } = setUp([person, aRule()]);
    const until = clock.now() + 120 * MINUTE;
    for (const text of ["转人工", "你好", "人工呢"]) await say(text);
    expect(texts()).toEqual(["正在为您转接人工客服。"]);
    expect(events.published).toMatchObject([
      {
        type: "HandoverRequested",
        detail: { appId: "wx_app_1", conversationId: "wxid_friend", ruleId: "person", reason: "转人工", until },
      },
    ]);
    expect(counts.get("HandedOver")).toBe(1);
    clock.advance(120 * MINUTE);
    await say("你好");
    expect(texts()).toEqual(["正在为您转接人工客服。", "在的"]);
  });

  it("is not shortened by what the person writes from the phone", async () => {
    const { say, texts, clock } = setUp([person, aRule()]);
    await say("转人工");
    await say("您好，我是客服", fromPhone);
    clock.advance(60 * MINUTE);
    await say("你好");
    expect(texts()).toEqual(["正在为您转接人工客服。"]);
  });

  it("keeps the message back until operators could be told", async () => {
    const { consume, message, events, texts, restart } = setUp([person]);
    const asking = message("转人工");
    events.down.now = true;
    expect((await consume([asking]))[0]).toBeInstanceOf(Error);
    expect(texts()).toEqual([]);
    events.down.now = false;
    expect(await restart()([asking])).toEqual([undefined]);
    expect(texts()).toEqual(["正在为您转接人工客服。"]);
  });

  it("is told and holds wherever the consumer dies", async () => {
    await withEveryCrash(async (crash, where) => {
      const world = setUp([person, aRule()], crash);
      const batch = [world.message("转人工"), world.message("你好")];
      await world.consume(batch).catch(() => undefined);
      expect(await world.restart()(batch), where).toEqual([undefined, undefined]);
      expect(world.texts(), where).toEqual(["正在为您转接人工客服。"]);
      expect(world.events.types(), where).toContain("HandoverRequested");
    });
  });
});

describe("tags of users", () => {
  it("are put on and taken off by rules, and rules ask for them", async () => {
    const exact = (...keywords: string[]) => ({ type: "keyword" as const, mode: "exact" as const, keywords });
    const { say, texts, consume, message } = setUp([
      aRule({ id: "in", match: exact("入会"), actions: [{ type: "tag-user", add: ["vip"] }] }),
      aRule({ id: "out", match: exact("退会"), actions: [{ type: "tag-user", remove: ["vip"] }] }),
      aRule({ id: "vip", userTags: { include: ["vip"] }, actions: [{ type: "reply", text: "尊敬的会员" }] }),
      aRule({ id: "other", userTags: { exclude: ["vip"] }, actions: [{ type: "reply", text: "您好" }] }),
    ]);
    for (const text of ["你好", "入会", "你好", "退会", "你好"]) await say(text);
    expect(texts()).toEqual(["您好", "尊敬的会员", "您好"]);
    await consume(["入会", "你好", "退会", "你好"].map((text) => message(text)));
    expect(texts().slice(3)).toEqual(["尊敬的会员", "您好"]);
  });
});

describe("what a message costs", () => {
  it("is nothing of the conversation where no rule matches, else one read, and one write for an answer", async () => {
    const { conversations, say } = setUp([aRule()]);
    const calls: string[] = [];
    for (const [name, port] of Object.entries({ conversations })) {
      for (const [method, call] of Object.entries(port)) {
        Object.assign(port, {
          [method]: (...args: unknown[]) => {
            calls.push(`${name}.${method}`);
            return Reflect.apply(call as () => unknown, port, args);
          },
        });
      }
    }
    await say("随便说说");
    expect(calls).toEqual([]);
    await say("你好");
    expect(calls).toEqual(["conversations.read", "conversations.noteAnswers"]);
  });
});

it("a value that nobody set is empty, whatever its name", async () => {
  const { say, texts } = setUp([
    aRule({ session: { constructor: "" }, actions: [{ type: "reply", text: "[{{session.constructor}}]" }] }),
  ]);
  await say("你好");
  expect(texts()).toEqual(["[]"]);
});
