import { describe, expect, it } from "vitest";
import { type Circumstances, decide } from "../../../../shared/decisions/domain/decide.ts";
import { decisionSchema } from "../../../../shared/decisions/domain/decision.ts";
import type { InboundMessage } from "../../../../shared/messages/domain/inbound-message.ts";
import { compileRules } from "../../../../shared/rules/domain/judging/engine.ts";
import type { Rule } from "../../../../shared/rules/domain/rule.ts";
import { matchedIds } from "../../../support/a-rule-account.ts";
import { aGroupJoined, anAccount, aRule, NOON } from "../../../support/builders.ts";

const FACTS = { firstMessage: false, cooldowns: new Map<string, number>(), senderName: "" };
const EVENT = { type: "event" as const, events: ["group-joined" as const] };
const says = (text: string, others: Partial<Rule> = {}) =>
  aRule({ match: EVENT, actions: [{ type: "reply", text, mention: true }], ...others });

function decided(message: InboundMessage, rules: readonly Rule[], circumstances: Partial<Circumstances> = {}) {
  const around = { account: anAccount(), ownWxids: new Set<string>(), now: NOON, facts: FACTS, ...circumstances };
  const { decision } = decide({ envelopeId: "env-1", message }, around, compileRules({ version: 7, rules }));
  if (!decision) throw new Error("facts are wanted");
  return decision;
}
const contents = (message: InboundMessage, rules: readonly Rule[]) =>
  decided(message, rules).commands.map(({ content }) => content);

describe("a rule for who is new in a group", () => {
  const zhang = { username: "wxid_new", nickname: "张三" };
  const li = { username: "wxid_other", nickname: "李一" };
  const unknown = { username: "", nickname: "王五" };
  const self = { username: "wxid_me", nickname: "" };

  it("greets the new one in the group with an @-mention, by the name in the notice", () => {
    const { commands } = decided(aGroupJoined(), [says("欢迎 {{member.name}}，{{inviter.name}} 的朋友")]);
    expect(commands).toMatchObject([
      {
        to: "1@chatroom",
        content: {
          type: "text",
          text: "欢迎 {@wxid_new}，李四 的朋友",
          mentions: ["wxid_new"],
          names: { wxid_new: "张三" },
        },
      },
    ]);
  });

  it("greets several, and by name alone where the notice has no wxids", () => {
    const several = aGroupJoined({ members: [zhang, li, unknown, zhang] });
    expect(contents(several, [says("欢迎 {{member.name}}")])).toEqual([
      {
        type: "text",
        text: "欢迎 {@wxid_new}、{@wxid_other}、王五、{@wxid_new}",
        mentions: ["wxid_new", "wxid_other"],
        names: { wxid_new: "张三", wxid_other: "李一" },
      },
    ]);
    const plain = aGroupJoined({ members: [unknown], by: { username: "", nickname: "" } });
    expect(contents(plain, [says("欢迎 {{member.name}}{{inviter.name}}")])).toEqual([
      { type: "text", text: "欢迎 王五" },
    ]);
    expect(contents(aGroupJoined({ members: [] }), [says("欢迎 {{member.name}}")])).toEqual([
      { type: "text", text: "欢迎 朋友" },
    ]);
  });

  it("writes names out where nobody is mentioned", () => {
    const actions: Rule["actions"] = [
      { type: "reply", messages: [{ text: "欢迎 {{member.name}}" }, { text: "{{sender.name}}" }] },
    ];
    expect(contents(aGroupJoined(), [aRule({ match: EVENT, actions })])).toEqual([
      { type: "text", text: "欢迎 张三" },
      { type: "text", text: "张三" },
    ]);
  });

  it("mentions in the first text only", () => {
    const messages = [{ text: "你好 {{member.name}}" }, { text: "{{member.name}} 请看群公告" }];
    const rule = aRule({ match: EVENT, actions: [{ type: "reply", messages, mention: true }] });
    expect(contents(aGroupJoined(), [rule])).toMatchObject([
      { text: "你好 {@wxid_new}", mentions: ["wxid_new"] },
      { type: "text", text: "张三 请看群公告" },
    ]);
  });

  it("tells the account's own coming from that of others by the key", () => {
    const rules = compileRules({
      version: 1,
      rules: [
        aRule({ id: "self", match: { ...EVENT, keys: ["self"] } }),
        aRule({ id: "member", match: { ...EVENT, keys: ["member"] } }),
      ],
    });
    expect(matchedIds(rules, aGroupJoined(), { facts: FACTS })).toEqual(["member"]);
    expect(matchedIds(rules, aGroupJoined({ members: [self, zhang] }), { facts: FACTS })).toEqual(["self"]);
    const nameless = { wxid: "", members: [{ username: "", nickname: "" }] };
    expect(matchedIds(rules, aGroupJoined(nameless), { facts: FACTS })).toEqual(["self"]);
    expect(matchedIds(rules, aGroupJoined({ wxid: "", members: [unknown] }), { facts: FACTS })).toEqual(["member"]);
  });

  it("names the account that brought somebody", () => {
    expect(contents(aGroupJoined({ by: self }), [says("{{inviter.name}}：欢迎")])).toMatchObject([
      { text: "Shop：欢迎" },
    ]);
  });

  it("has nothing to do with other accounts of the fleet, unless there are people too", () => {
    const ownWxids = new Set(["wxid_me", "wxid_new"]);
    expect(decided(aGroupJoined(), [says("欢迎")], { ownWxids }).commands).toEqual([]);
    expect(decided(aGroupJoined({ members: [zhang, li] }), [says("欢迎")], { ownWxids }).commands).toHaveLength(1);
    expect(decided(aGroupJoined({ members: [self] }), [says("大家好")], { ownWxids }).commands).toHaveLength(1);
  });

  it("knows the new one as a person: profile, tags, session, pause and further groups", () => {
    const rule = says("欢迎", {
      cooldown: { user: 60 },
      actions: [
        { type: "tag-user", add: ["新人"] },
        { type: "set-session", step: "hello", ttlMinutes: 5 },
        { type: "invite-to-group", groupId: "2@chatroom" },
      ],
    });
    const decision = decided(aGroupJoined(), [rule], { profiles: "addressed" });
    expect(decision).toMatchObject({
      profile: { user: "wxid_new", tags: { 新人: true }, scene: { type: "group-joined", value: "1@chatroom" } },
      cooldowns: [{ subject: { type: "user", id: "wxid_new" } }],
      session: { key: { conversationId: "1@chatroom", member: "wxid_new" } },
      commands: [{ to: "wxid_new", content: { type: "invite-to-group" } }],
    });
    expect(decisionSchema.parse(JSON.parse(JSON.stringify(decision)))).toEqual(decision);
    const several = decided(aGroupJoined({ members: [zhang, li] }), [rule], { profiles: "addressed" });
    expect(several).toMatchObject({ flags: ["nobody-to-invite"], commands: [] });
    expect([several.profile, several.cooldowns]).toEqual([undefined, undefined]);
  });
});
