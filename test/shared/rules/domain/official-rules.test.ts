import { describe, expect, it } from "vitest";
import { commandsOf } from "../../../../shared/ai/domain/answer.ts";
import { decide } from "../../../../shared/decisions/domain/decide.ts";
import { ruleSetFaults } from "../../../../shared/rules/domain/checking/set-faults.ts";
import { compileRules } from "../../../../shared/rules/domain/judging/engine.ts";
import type { Rule } from "../../../../shared/rules/domain/rule.ts";
import { anAccount, anInboundText, aRule, NOON } from "../../../support/builders.ts";

const official = anAccount({ appId: "wx_app_1", channel: "official" });
const LONG = "一".repeat(1000);

function decided(actions: Rule["actions"], account = official, message = anInboundText()) {
  const circumstances = {
    account,
    ownWxids: new Set<string>(),
    now: NOON,
    facts: { firstMessage: false, cooldowns: new Map<string, number>(), senderName: "" },
  };
  const rules = compileRules({ version: 1, rules: [aRule({ match: { type: "kind", kinds: ["text"] }, actions })] });
  const { decision } = decide({ envelopeId: "env-1", message }, circumstances, rules);
  if (!decision) throw new Error("facts are wanted");
  return decision;
}

const textsOf = (commands: readonly { content: { type: string; text?: string } }[]) =>
  commands.map(({ content }) => content.text?.length ?? content.type);

describe("what an Official Account answers", () => {
  const actions: Rule["actions"] = [
    { type: "reply", text: LONG },
    { type: "reply", text: "好" },
  ];

  it("goes out in parts where it is long, each a command of its own", () => {
    const { commands } = decided(actions);
    expect(textsOf(commands)).toEqual([682, 318, 1]);
    expect(new Set(commands.map(({ id }) => id)).size).toBe(3);
    expect(decided(actions).commands).toEqual(commands);
  });

  it("is whole for personal accounts, also for one that it is forwarded to", () => {
    expect(textsOf(decided(actions, anAccount()).commands)).toEqual([1000, 1]);
    const forward: Rule["actions"] = [{ type: "forward", to: "wxid_boss", appId: "wx_other" }];
    expect(textsOf(decided(forward, official, anInboundText({ text: LONG })).commands)).toEqual([1000]);
  });

  it("of the AI goes out in parts as well", () => {
    const { aiTask } = decided([{ type: "ask-ai" }]);
    if (!aiTask) throw new Error("no question");
    const answer = { taskId: aiTask.id, at: NOON, outcome: { type: "answer" as const, text: LONG } };
    const commands = commandsOf(aiTask, answer);
    expect(textsOf(commands)).toEqual([682, 318]);
    expect(new Set(commands.map(({ id }) => id)).size).toBe(2);
    const { official: _official, ...personal } = aiTask;
    expect(textsOf(commandsOf(personal, answer))).toEqual([1000]);
    expect(commandsOf(personal, answer)[0]?.id).toBe(commands[0]?.id);
    expect(commandsOf(aiTask, { ...answer, outcome: { type: "silence", reason: "budget" } })).toEqual([]);
  });
});

describe("rules for Official Accounts", () => {
  const faults = (actions: Rule["actions"], of: Partial<Rule> = { channel: "official" }) =>
    ruleSetFaults([aRule({ id: "r", ...of, actions })]).map(({ path, message }) => `${path}: ${message}`);
  const card = { type: "card", wxid: "wxid_a", nickname: "客服" } as const;

  it("are not published with contents that no Official Account sends", () => {
    expect(faults([{ type: "reply", content: card }])).toEqual([
      "rules.0.actions.0.content: rule 'r': an Official Account cannot send 'card': it sends text, image, voice, video, link, mini-program, template, subscription",
    ]);
    expect(faults([{ type: "reply", messages: [{ text: "好" }, { content: card }] }])).toEqual([
      expect.stringMatching(/^rules\.0\.actions\.0\.messages\.1\.content: rule 'r': an Official Account cannot/),
    ]);
    expect(faults([{ type: "reply", text: "长".repeat(3500) }])).toEqual([
      expect.stringMatching(/^rules\.0\.actions\.0\.text: rule 'r': a text .* this one has 6$/),
    ]);
  });

  it("are not published with actions that only personal accounts know", () => {
    expect(faults([{ type: "accept-friend" }])).toEqual([
      "rules.0.actions.0.type: rule 'r': an Official Account cannot do 'accept-friend'",
    ]);
    expect(faults([{ type: "invite-to-group", groupId: "1@chatroom" }])).toHaveLength(1);
  });

  it("are published with what they can say; and rules for both kinds of accounts with everything", () => {
    const plain: Rule["actions"] = [
      { type: "reply", text: "长".repeat(3000) },
      { type: "hand-over", minutes: 5, notice: "请稍候" },
      { type: "hand-over", minutes: 5 },
      { type: "log" },
    ];
    expect(faults(plain)).toEqual([]);
    expect(faults([{ type: "reply", content: card }, { type: "accept-friend" }], {})).toEqual([]);
  });
});
