import { describe, expect, it } from "vitest";
import type { Account } from "../../../../shared/accounts/domain/account.ts";
import { type Circumstances, decide } from "../../../../shared/decisions/domain/decide.ts";
import { decisionSchema } from "../../../../shared/decisions/domain/decision.ts";
import type { InboundMessage } from "../../../../shared/messages/domain/inbound-message.ts";
import { compileRules } from "../../../../shared/rules/domain/judging/engine.ts";
import type { Rule } from "../../../../shared/rules/domain/rule.ts";
import { anAccount, anInboundText, aRule, NOON } from "../../../support/builders.ts";

const source: { envelopeId: string; message: InboundMessage } = { envelopeId: "env-1", message: anInboundText() };
const NOTHING_KNOWN = { firstMessage: false, cooldowns: new Map<string, number>(), senderName: "" };
const decidedBy = (from: typeof source, circumstances: Partial<Circumstances>, rules: readonly Rule[]) => {
  const around = {
    account: anAccount(),
    ownWxids: new Set<string>(),
    now: NOON,
    facts: NOTHING_KNOWN,
    ...circumstances,
  };
  const { decision } = decide(from, around, compileRules({ version: 7, rules }));
  if (!decision) throw new Error("facts are wanted");
  return decision;
};
const decided = (rules: readonly Rule[], account: Account | undefined = anAccount(), from = source) =>
  decidedBy(from, { account }, rules);

describe("a decision", () => {
  it("answers in the same conversation and account, for an hour", () => {
    expect(decided([aRule()])).toMatchObject({
      ruleSetVersion: 7,
      rules: ["hello"],
      flags: [],
      notes: [],
      commands: [
        {
          generation: 0,
          appId: "wx_app_1",
          to: "wxid_friend",
          content: { type: "text", text: "在的" },
          createdAt: NOON,
          notAfter: NOON + 3_600_000,
          origin: { envelopeId: "env-1", ruleId: "hello" },
        },
      ],
    });
  });

  it("answers no one where the message belongs to no conversation, and says so", () => {
    const { kind: _kind, text: _text, ...head } = anInboundText();
    const event = { kind: "event" as const, name: "publish_job_finish", person: "", key: "", fields: {} };
    const from = { envelopeId: "env-1", message: { ...head, ...event, conversationId: "", sender: "" } };
    const rule = aRule({ match: { type: "event", events: ["event"], names: ["publish_job_finish"] } });
    expect(decided([rule], anAccount({ channel: "official" }), from)).toMatchObject({
      rules: ["hello"],
      commands: [],
      flags: ["no-conversation"],
    });
  });

  it("fills in what an event says", () => {
    const { kind: _kind, text: _text, ...head } = anInboundText();
    const fields = { CardId: "c-1", Info: { No: "n-1" } };
    const event = { kind: "event" as const, name: "card_pass_check", person: "o-1", key: "c-1", fields };
    const text =
      "{{event.name}} {{event.key}} {{event.person}} {{event.field.Info.No}}{{event.field.Info}}{{event.field.x.y}}";
    const rule = aRule({ match: { type: "event", events: ["event"] }, actions: [{ type: "reply", text }] });
    const { commands } = decided([rule], anAccount(), { envelopeId: "env-1", message: { ...head, ...event } });
    expect(commands.map(({ content }) => content)).toEqual([{ type: "text", text: "card_pass_check c-1 o-1 n-1" }]);
  });

  it("quotes what it answers by its writer's name", () => {
    const rule = aRule({ actions: [{ type: "reply", text: "在的", quote: true }] });
    const facts = { ...NOTHING_KNOWN, senderName: "张三" };
    const xml = (from: typeof source, channel: "personal" | "official") =>
      decidedBy(from, { account: anAccount({ channel }), facts }, [rule]).commands.map(({ content }) => content);
    expect(xml(source, "personal")).toEqual([
      { type: "app", xml: expect.stringContaining("<displayname>张三</displayname>") },
    ]);
    expect(xml(source, "official")).toEqual([{ type: "text", text: "在的" }]);
  });

  it("carries out all actions in order: replies, forwards to elsewhere, notes for the log", () => {
    const actions: Rule["actions"] = [
      { type: "reply", text: "1" },
      { type: "log" },
      { type: "forward", to: "room@chatroom", appId: "wx_app_2" },
      { type: "log", note: "seen" },
      { type: "forward", to: "wxid_boss" },
    ];
    const { commands, notes } = decided([aRule({ actions, continue: true }), aRule({ id: "next" })]);
    expect(commands.map(({ appId, to, content }) => [appId, to, content])).toEqual([
      ["wx_app_1", "wxid_friend", { type: "text", text: "1" }],
      ["wx_app_2", "room@chatroom", { type: "text", text: "你好" }],
      ["wx_app_1", "wxid_boss", { type: "text", text: "你好" }],
      ["wx_app_1", "wxid_friend", { type: "text", text: "在的" }],
    ]);
    expect(new Set(commands.map(({ id }) => id)).size).toBe(4);
    expect(notes).toEqual([
      { ruleId: "hello", note: "Greeting" },
      { ruleId: "hello", note: "seen" },
    ]);
  });

  it("is the same each time, and has other command ids for another envelope", () => {
    expect(decided([aRule()])).toEqual(decided([aRule()]));
    const other = decided([aRule()], anAccount(), { ...source, envelopeId: "env-2" });
    expect(other.commands[0]?.id).not.toBe(decided([aRule()]).commands[0]?.id);
  });

  it.each([[undefined], [anAccount({ registered: false })]])(
    "keeps, flags and does not answer what came for %j",
    (account) => {
      const decision = decidedBy(source, { account }, [aRule()]);
      expect(decision).toEqual({ ruleSetVersion: 7, rules: [], commands: [], notes: [], flags: ["unknown-account"] });
    },
  );

  it.each([
    ["the callback's wxid", { wxid: "wxid_me2", sender: "wxid_me2" }],
    ["the account's wxid", { wxid: "", sender: "wxid_me" }],
  ])("does not answer the account itself, known by %s", (_what, changes) => {
    const message = anInboundText({ ...changes, chat: "group", conversationId: "room@chatroom" });
    expect(decided([aRule()], anAccount(), { ...source, message })).toMatchObject({
      rules: [],
      commands: [],
      flags: [],
    });
  });

  it("does not take an unknown sender for an account whose wxid is unknown", () => {
    const message = anInboundText({ wxid: "", sender: "" });
    expect(decided([aRule()], anAccount({ wxid: "" }), { ...source, message }).commands).toHaveLength(1);
  });

  it("has 20 commands at the most and says that there were more", () => {
    const actions: Rule["actions"] = Array.from({ length: 10 }, (_, index) => ({ type: "reply", text: `${index}` }));
    const rules = ["a", "b"].map((id) => aRule({ id, actions, continue: true }));
    expect(decided(rules)).toMatchObject({ flags: [] });
    const { commands, flags, rules: matched } = decided([...rules, aRule({ id: "c" })]);
    expect(flags).toEqual(["too-many-commands"]);
    expect(matched).toEqual(["a", "b", "c"]);
    expect(commands).toEqual(decided(rules).commands);
    expect(commands).toHaveLength(20);
  });

  it("is nothing where no rule matches", () => {
    expect(decided([])).toEqual({ ruleSetVersion: 7, rules: [], commands: [], notes: [], flags: [] });
  });

  it("reads back from the journal as it was", () => {
    const decision = decided([aRule({ actions: [{ type: "log" }, { type: "reply", text: "👋" }] })]);
    expect(decisionSchema.parse(JSON.parse(JSON.stringify(decision)))).toEqual(decision);
  });

  it("mentions the sender in a group only, once, and only by a wxid of the usual form", () => {
    const actions: Rule["actions"] = [
      { type: "reply", text: "在的", mention: true },
      {
        type: "reply",
        content: { type: "text", text: "{@wxid_boss}", mentions: ["wxid_boss", "wxid_friend"] },
        mention: true,
      },
    ];
    const contents = (changes: Parameters<typeof anInboundText>[0]) => {
      const message = anInboundText(changes);
      return decided([aRule({ actions })], anAccount(), { ...source, message }).commands.map(({ content }) => content);
    };
    const group = { chat: "group", conversationId: "room@chatroom" } as const;
    expect(contents(group)).toEqual([
      { type: "text", text: "在的", mentions: ["wxid_friend"] },
      { type: "text", text: "{@wxid_boss}", mentions: ["wxid_boss", "wxid_friend"] },
    ]);
    expect(contents({})[0]).toEqual({ type: "text", text: "在的" });
    for (const sender of ["", "a,b", "a b"]) expect(contents({ ...group, sender })[0]).not.toHaveProperty("mentions");
  });

  it("answers with any content", () => {
    const content = { type: "card", wxid: "gh_shop", nickname: "店铺" } as const;
    expect(decided([aRule({ actions: [{ type: "reply", content }] })]).commands).toMatchObject([{ content }]);
  });

  it("does not answer another account of the fleet", () => {
    const ownWxids = new Set(["wxid_friend"]);
    expect(decidedBy(source, { ownWxids }, [aRule()])).toMatchObject({ rules: [], commands: [] });
  });

  it("puts in what a pattern captured, and what is known of sender, account and time", () => {
    const match = { type: "regex", pattern: "订单\\s*(?P<no>\\d+)(?P<rest>x)?", ignoreCase: false } as const;
    const text = "{{account.name}}查订单{{capture.no}}{{capture.rest}}，{{date}} {{time}}";
    const message = anInboundText({ text: "我的订单 42" });
    const { commands } = decided([aRule({ match, actions: [{ type: "reply", text }] })], anAccount(), {
      ...source,
      message,
    });
    expect(commands.map(({ content }) => content)).toEqual([{ type: "text", text: "Shop查订单42，2026-03-10 12:00" }]);
  });

  it("chooses by the message's id: the same each time, and each of several at times", () => {
    const oneOf = ["一", "二", "三"].map((text) => ({ text }));
    const answer = (newMsgId: string, envelopeId = "env-1") =>
      decided([aRule({ actions: [{ type: "reply", oneOf }] })], anAccount(), {
        envelopeId,
        message: anInboundText({ newMsgId }),
      }).commands.map(({ content }) => (content.type === "text" ? content.text : ""))[0];
    const answers = Array.from({ length: 40 }, (_, index) => answer(String(index)));
    expect(new Set(answers)).toEqual(new Set(["一", "二", "三"]));
    expect(answers.map((_, index) => answer(String(index), "env-2"))).toEqual(answers);
  });

  it("says which pauses begin, by the time at which the message was sent", () => {
    const facts = { firstMessage: false, senderName: "", cooldowns: new Map<string, number>() };
    const rules = [aRule({ cooldown: { user: 60, group: 5 } })];
    const message = anInboundText({ chat: "group", conversationId: "1@chatroom", sentAt: NOON - 7 });
    const { cooldowns } = decidedBy({ ...source, message }, { facts }, rules);
    expect(cooldowns).toEqual([
      { ruleId: "hello", subject: { type: "user", id: "wxid_friend" }, until: NOON - 7 + 60_000 },
      { ruleId: "hello", subject: { type: "group", id: "1@chatroom" }, until: NOON - 7 + 5000 },
    ]);
    expect(decidedBy(source, { facts }, rules).cooldowns).toHaveLength(1);
  });

  describe("of a friend request", () => {
    const rule = aRule({
      match: { type: "kind", kinds: ["friend-request"] },
      actions: [{ type: "accept-friend" }, { type: "reply", text: "很高兴认识您" }],
    });
    const decidedOn = (changes: Partial<Extract<InboundMessage, { kind: "friend-request" }>>) =>
      decided([rule], anAccount(), { ...source, message: aFriendRequest(changes) });

    it("accepts it and then greets the person, not the system that told of it", () => {
      const { commands, flags } = decidedOn({});
      expect(commands.map(({ to, content }) => [to, content])).toEqual([
        ["wxid_new", { type: "accept-friend", v3: "v3_1@stranger", v4: "v4_1@stranger", scene: 6 }],
        ["wxid_new", { type: "text", text: "很高兴认识您" }],
      ]);
      expect(flags).toEqual([]);
    });

    it("calls the person by the name that the request gives", () => {
      const greeting = aRule({ ...rule, actions: [{ type: "reply", text: "{{sender.name}} {{sender.wxid}}" }] });
      const facts = { firstMessage: false, senderName: "", cooldowns: new Map<string, number>() };
      const { commands } = decidedBy({ ...source, message: aFriendRequest({}) }, { facts }, [greeting]);
      expect(commands.map(({ content }) => content)).toEqual([{ type: "text", text: "阿迪 wxid_new" }]);
    });

    it("knows the person by the encrypted wxid where the request has no other", () => {
      expect(decidedOn({ fromWxid: "" }).commands.map(({ to }) => to)).toEqual(["v3_1@stranger", "v3_1@stranger"]);
    });

    it.each([{ v3: "" }, { v4: "" }, { v4: "x".repeat(1025) }])("flags one that cannot be accepted: %j", (changes) => {
      const { commands, flags } = decidedOn(changes);
      expect(commands.map(({ content }) => content.type)).toEqual(["text"]);
      expect(flags).toEqual(["no-ticket"]);
    });

    it("leaves all other messages alone", () => {
      const actions: Rule["actions"] = [{ type: "accept-friend" }];
      expect(decided([aRule({ actions })])).toMatchObject({ rules: ["hello"], commands: [], flags: [] });
    });
  });
});

function aFriendRequest(changes: Partial<Extract<InboundMessage, { kind: "friend-request" }>>): InboundMessage {
  const { text: _text, ...head } = anInboundText({ conversationId: "fmessage", sender: "fmessage" });
  return {
    ...head,
    kind: "friend-request",
    xml: "<msg/>",
    fromWxid: "wxid_new",
    nickname: "阿迪",
    content: "我是阿迪",
    v3: "v3_1@stranger",
    v4: "v4_1@stranger",
    scene: 6,
    avatarUrl: "",
    ...changes,
  };
}

describe("a question to the AI", () => {
  const asking = (changes: Partial<Rule> = {}, ask: object = {}) =>
    aRule({ actions: [{ type: "ask-ai", ...ask }], ...changes });

  it("is part of the decision, with an id that is always the same, and no command", () => {
    const ask = { prompt: "只谈书", fallback: "稍等", mention: true as const };
    const decision = decided([asking({}, ask)]);
    expect(decision).toMatchObject({
      commands: [],
      aiTask: {
        id: expect.stringMatching(/^ai_[0-9a-f]{32}$/),
        appId: "wx_app_1",
        conversationId: "wxid_friend",
        sender: "wxid_friend",
        question: "你好",
        journal: { time: NOON, dedupKey: "7000000000000000001" },
        notAfter: NOON + 3_600_000,
        origin: { envelopeId: "env-1", ruleId: "hello" },
        ...ask,
      },
    });
    expect(decided([asking({}, ask)])).toEqual(decision);
    expect(decisionSchema.parse(JSON.parse(JSON.stringify(decision)))).toEqual(decision);
    expect(decided([asking()], anAccount(), { ...source, envelopeId: "env-2" }).aiTask?.id).not.toBe(
      decision.aiTask?.id,
    );
  });

  it("has variables in the fallback, and none in the prompt: what users wrote is never an instruction", () => {
    const ask = { prompt: "{{text}} {{sender.name}}", fallback: "{{sender.wxid}}，稍等" };
    const { aiTask } = decided([asking({}, ask)]);
    expect([aiTask?.prompt, aiTask?.fallback]).toEqual(["{{text}} {{sender.name}}", "wxid_friend，稍等"]);
    const long = anInboundText({ text: `你好${"长".repeat(20_000)}` });
    const said = decided([asking({}, { fallback: "{{message.text}}" })], anAccount(), { ...source, message: long });
    expect(said.aiTask?.fallback).toHaveLength(10_000);
  });

  it("is asked once, by the first rule that has one, and beside its other actions", () => {
    const rules = [
      aRule({ continue: true }),
      asking({ id: "first", continue: true, actions: [{ type: "reply", text: "稍等" }, { type: "ask-ai" }] }),
      asking({ id: "second" }),
    ];
    const decision = decided(rules);
    expect(decision.aiTask?.origin.ruleId).toBe("first");
    expect(decision.commands).toHaveLength(2);
  });

  it("is not asked without words, by what the account wrote itself, or for an account that nobody registered", () => {
    const rule = asking({ match: { type: "kind", kinds: ["text", "image"] } });
    const { text: _text, kind: _kind, ...head } = anInboundText();
    const image = { ...head, kind: "image" as const, xml: "<x/>", md5: "", thumbnail: "", length: 1 };
    const from = (message: InboundMessage) => ({ envelopeId: "env-1", message });
    expect(decided([rule], anAccount(), from(image)).aiTask).toBeUndefined();
    expect(decided([rule], anAccount(), from(anInboundText({ text: " " }))).aiTask).toBeUndefined();
    expect(decided([rule], anAccount(), from(anInboundText({ fromSelf: true }))).aiTask).toBeUndefined();
    expect(decided([rule], anAccount({ registered: false })).aiTask).toBeUndefined();
  });

  it("stands in the journal under its envelope where the message has no id, and is cut where it is long", () => {
    const { newMsgId: _id, msgId: _msgId, ...message } = anInboundText({ text: "长".repeat(9000), undated: true });
    const { aiTask } = decided([asking({ match: { type: "kind", kinds: ["text"] } })], anAccount(), {
      envelopeId: "env-1",
      message,
    });
    expect(aiTask?.journal).toEqual({ time: 0, dedupKey: "env-1" });
    expect(aiTask?.question).toHaveLength(4000);
  });
});
