import { describe, expect, it } from "vitest";
import type { Account } from "../../../shared/domain/account.ts";
import { decide, decisionSchema } from "../../../shared/domain/decision.ts";
import type { Rule } from "../../../shared/domain/rule.ts";
import { compileRules } from "../../../shared/domain/rule-engine.ts";
import { anAccount, anInboundText, aRule, NOON } from "../../support/builders.ts";

const source = { envelopeId: "env-1", message: anInboundText() };
const decided = (rules: readonly Rule[], account: Account | undefined = anAccount(), from = source) =>
  decide(from, account, compileRules({ version: 7, rules }), NOON);

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
      const decision = decide(source, account, compileRules({ version: 7, rules: [aRule()] }), NOON);
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
});
