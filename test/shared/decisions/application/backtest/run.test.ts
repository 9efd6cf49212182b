import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { InboundMessage } from "../../../../../shared/messages/domain/inbound-message.ts";
import type { Rule } from "../../../../../shared/rules/domain/rule.ts";
import { setUpBacktest } from "../../../../support/a-backtest.ts";
import { FORM } from "../../../../support/a-form.ts";
import { anEnvelope, anInboundText, aRule, NOON } from "../../../../support/builders.ts";

const says = (id: string, keyword: string, text: string, more: Partial<Rule> = {}) =>
  aRule({
    ...more,
    id,
    match: { type: "keyword", mode: "contains", keywords: [keyword] },
    actions: [{ type: "reply", text }],
  } as Parameters<typeof aRule>[0]);

describe("a backtest", () => {
  it("says of each message what was done, what would be done, and how that compares", async () => {
    const { hear, backtest } = setUpBacktest([says("price", "价格", "十元"), says("bye", "再见", "慢走")]);
    for (const text of ["价格？", "再见", "地址？", "你好", "价格和地址"]) await hear({ text });
    const { messages, summary, revision } = await backtest([
      says("price", "价格", "九元"),
      says("where", "地址", "北京"),
    ]);
    expect(revision).toBe(1);
    expect(messages.map(({ text, verdict, was, would }) => [text, verdict, was.rules, would.rules])).toEqual([
      ["价格和地址", "different", ["price"], ["price"]],
      ["你好", "same", [], []],
      ["地址？", "newly-answered", [], ["where"]],
      ["再见", "no-longer-answered", ["bye"], []],
      ["价格？", "different", ["price"], ["price"]],
    ]);
    expect(messages[2]?.would.sends).toEqual([
      { appId: "wx_app_1", to: "wxid_friend", content: { type: "text", text: "北京" } },
    ]);
    expect(summary).toEqual({
      judged: 5,
      same: 1,
      different: 2,
      newlyAnswered: 1,
      noLongerAnswered: 1,
      own: 0,
      unreadable: 0,
      unsure: [],
      rules: [
        { id: "bye", was: 1, would: 0 },
        { id: "where", was: 0, would: 1 },
        { id: "price", was: 2, would: 2 },
      ],
    });
  });

  it("calls the same what another rule does alike", async () => {
    const { hear, backtest } = setUpBacktest([says("old", "你好", "在的")]);
    await hear();
    const { messages } = await backtest([says("new", "你", "在的")]);
    expect(messages).toMatchObject([{ verdict: "same", was: { rules: ["old"] }, would: { rules: ["new"] } }]);
  });

  it("compares what is done beside sending, whichever rule does it", async () => {
    const handOver = (id: string, note: string): Rule =>
      aRule({ id, actions: [{ type: "hand-over", minutes: 5, note }] });
    const { hear, backtest } = setUpBacktest([handOver("old", "要人工")]);
    await hear();
    const compared = async (rule: Rule) => (await backtest([rule])).messages[0];
    expect(await compared(handOver("new", "要人工"))).toMatchObject({
      verdict: "same",
      was: { others: ["handovers"] },
    });
    expect(await compared(handOver("old", "投诉"))).toMatchObject({ verdict: "different" });
    expect(await compared(aRule({ actions: [{ type: "log" }] }))).toMatchObject({ verdict: "no-longer-answered" });
  });

  it("sends nothing and begins nothing", async () => {
    const { hear, backtest, outbound, journal } = setUpBacktest([]);
    await hear();
    const before = JSON.stringify([journal.entries(), outbound.accepted()]);
    await backtest([says("a", "你好", "在的", { cooldown: { user: 60 } })]);
    expect(JSON.stringify([journal.entries(), outbound.accepted()])).toBe(before);
  });

  it("counts what the account wrote apart, and lets it pause automation as it did", async () => {
    const { hear, backtest } = setUpBacktest([]);
    await hear({ fromSelf: true, sender: "wxid_me", text: "我来" });
    await hear();
    const { summary, messages } = await backtest([says("a", "你好", "在的")]);
    expect(summary).toMatchObject({ judged: 1, same: 1, own: 1 });
    expect(messages).toMatchObject([{ would: { rules: [], flags: ["muted"] } }]);
  });

  it("leaves alone what an operator had paused", async () => {
    const world = setUpBacktest([says("a", "你好", "在的")]);
    const mute = { by: "operator" as const, at: NOON, until: NOON + 3_600_000 };
    await world.conversations.mute("wx_app_1", "wxid_friend", mute, NOON);
    await world.hear();
    const { messages } = await world.backtest([says("b", "你好", "好")]);
    expect(messages).toMatchObject([{ verdict: "same", was: { flags: ["muted"] }, would: { flags: ["muted"] } }]);
  });

  it("takes large messages from where they lie, and counts those that are gone", async () => {
    const { bodies, consume, journal, backtest } = setUpBacktest([]);
    const message = anInboundText({ text: `你好${"长".repeat(1000)}` });
    const body = await bodies.put("inbound/wx_app_1/x.json", message);
    const { message: _inline, ...envelope } = { message, ...anEnvelope({ message }) };
    await consume([{ ...envelope, body }]);
    expect((await backtest([says("a", "你好", "在的")])).summary).toMatchObject({ judged: 1, newlyAnswered: 1 });
    const gone = { ...message, newMsgId: "8" };
    const entry = { ...journal.entries()[0], envelopeId: "env-9", dedupKey: "8", message: gone };
    await journal.record({ ...entry, body: { key: "gone", bytes: 1 } } as never, NOON);
    expect((await backtest([])).summary).toMatchObject({ judged: 1, unreadable: 1 });
  });

  it("cuts long texts where it shows them", async () => {
    const { hear, backtest } = setUpBacktest([]);
    await hear({ text: `你好${"长".repeat(5000)}` } as Partial<InboundMessage>);
    const { messages } = await backtest([says("a", "你好", "答".repeat(5000))]);
    expect(messages[0]?.text).toHaveLength(301);
    expect(messages[0]?.would.sends[0]?.content).toMatchObject({ text: `${"答".repeat(300)}…` });
  });

  it("gives pages of one and the same window, newest first, while messages go on coming in", async () => {
    const { hear, backtest } = setUpBacktest([]);
    for (let n = 0; n < 7; n++) await hear({ text: `第${n}条 ${n % 2 ? "你好" : ""}` } as Partial<InboundMessage>);
    const rules = [says("a", "你好", "在的")];
    const request = { lastMessages: 6, limit: 2 };
    const seen: (string | undefined)[] = [];
    let cursor: string | undefined;
    do {
      const page = await backtest(rules, { ...request, ...(cursor ? { cursor } : {}) });
      expect(page.summary).toMatchObject({ judged: 6, newlyAnswered: 3 });
      seen.push(...page.messages.map(({ text }) => text));
      cursor = page.cursor;
      await hear({ text: "以后" } as Partial<InboundMessage>);
    } while (cursor);
    expect(seen.map((text) => text?.slice(0, 3))).toEqual(["第6条", "第5条", "第4条", "第3条", "第2条", "第1条"]);
    const changes = await backtest(rules, { lastMessages: 100, onlyChanges: true });
    expect(changes.messages.map(({ verdict }) => verdict)).toEqual(Array(3).fill("newly-answered"));
  });

  it("refuses a cursor of other rules, and one that is none", async () => {
    const { hear, backtest } = setUpBacktest([]);
    await hear();
    await hear();
    const { cursor } = await backtest([], { limit: 1 });
    await expect(backtest([], { limit: 1, cursor }, 2)).rejects.toMatchObject({ code: "conflict" });
    for (const wrong of ["x", Buffer.from("{}").toString("base64url")]) {
      await expect(backtest([], { cursor: wrong })).rejects.toMatchObject({ code: "invalid-input" });
    }
  });

  it("ends with a word on what to do where time does not suffice", async () => {
    const { hear, backtest, clock, journal } = setUpBacktest([]);
    await hear();
    const { read } = journal.history;
    journal.history.read = (...args) => {
      clock.advance(21_000);
      return read(...args);
    };
    await expect(backtest([])).rejects.toMatchObject({ code: "too-large", message: expect.stringContaining("fewer") });
  });

  it("refuses rules that do not compile", async () => {
    const { backtest } = setUpBacktest([]);
    const broken = aRule({ match: { type: "regex", pattern: "(", ignoreCase: false } });
    await expect(backtest([broken])).rejects.toMatchObject({ code: "invalid-input" });
  });
});

describe("a backtest agrees with what happens", () => {
  const rules: readonly Rule[] = [
    ...FORM,
    says("first", "好", "欢迎 {{sender.name}}", { priority: 20, continue: true, cooldown: { user: 3 } }),
    aRule({
      id: "welcome",
      match: { type: "first-message" },
      actions: [{ type: "reply", text: "初次见面" }],
      continue: true,
    }),
    aRule({
      id: "person",
      priority: 30,
      match: { type: "keyword", mode: "exact", keywords: ["人工"] },
      actions: [{ type: "hand-over", minutes: 1, notice: "稍等" }],
    }),
    aRule({
      id: "random",
      priority: -1,
      match: { type: "kind", kinds: ["text"] },
      actions: [{ type: "reply", oneOf: [{ text: "甲" }, { text: "乙" }, { text: "丙" }] }],
    }),
    says("tagged", "优惠", "您已报名", { priority: 40, userTags: { include: ["已报名"] } }),
  ];
  const said = fc.record({
    text: fc.constantFrom("报名", "小明", "13800138000", "是", "否", "取消", "好", "人工", "优惠", "随便"),
    who: fc.constantFrom("wxid_a", "wxid_b"),
    fromSelf: fc.constant(false),
    wait: fc.constantFrom(0, 0, 2000, 70_000),
  });
  const chat = fc.array(
    fc.oneof({ weight: 9, arbitrary: said }, { weight: 1, arbitrary: said.map((one) => ({ ...one, fromSelf: true })) }),
    { maxLength: 40 },
  );

  it("by the rules that were in force: forms, pauses, first messages, hand-overs, tags, people who answer", async () => {
    await fc.assert(
      fc.asyncProperty(chat, async (lines) => {
        const { hear, backtest, clock, settings } = setUpBacktest(rules);
        await settings.put({ ...(await settings.get()), personAnswered: { privateMinutes: 1, groupMinutes: 1 } });
        for (const { text, who, fromSelf, wait } of lines) {
          clock.advance(wait);
          const sender = fromSelf ? "wxid_me" : who;
          await hear({ text, sender, conversationId: who, fromSelf } as Partial<InboundMessage>);
        }
        const { messages } = await backtest(rules);
        const wrong = messages.filter(
          ({ verdict, was, would }) => verdict !== "same" || `${was.rules}` !== `${would.rules}`,
        );
        expect(wrong).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it("by other rules: what it says would happen is what happens when the same is said again", async () => {
    await fc.assert(
      fc.asyncProperty(chat, async (lines) => {
        const before = setUpBacktest([says("old", "好", "旧")]);
        const after = setUpBacktest(rules);
        for (const world of [before, after]) {
          for (const { text, who, fromSelf, wait } of lines) {
            world.clock.advance(wait);
            const sender = fromSelf ? "wxid_me" : who;
            await world.hear({ text, sender, conversationId: who, fromSelf } as Partial<InboundMessage>);
          }
        }
        const { messages } = await before.backtest(rules);
        const told = messages.toReversed().map(({ would }) => would.sends.map(({ content }) => content));
        const happened = after.journal
          .entries()
          .filter(({ message }) => !message.fromSelf)
          .map(({ decision }) => decision.commands.map(({ content }) => content));
        expect(told).toEqual(happened);
      }),
      { numRuns: 100 },
    );
  });
});
