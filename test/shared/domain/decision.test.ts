import { describe, expect, it } from "vitest";
import type { Account } from "../../../shared/domain/account.ts";
import { type Circumstances, decide, decisionSchema } from "../../../shared/domain/decision.ts";
import type { InboundMessage } from "../../../shared/domain/inbound-message.ts";
import type { Rule } from "../../../shared/domain/rule.ts";
import { compileRules } from "../../../shared/domain/rule-engine.ts";
import { anAccount, anInboundText, aRule, NOON } from "../../support/builders.ts";

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
