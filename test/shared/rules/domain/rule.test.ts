import { describe, expect, it } from "vitest";
import { ruleSetIssues } from "../../../../shared/rules/domain/checking/set-limits.ts";
import { combinationOf } from "../../../../shared/rules/domain/condition.ts";
import { ruleSchema, ruleSetSchema } from "../../../../shared/rules/domain/rule.ts";
import { aRule } from "../../../support/builders.ts";

const minimal = {
  id: "hello",
  name: "Greeting",
  match: { type: "keyword", mode: "exact", keywords: [" 你好 "] },
  actions: [{ type: "reply", text: "在的" }],
};

const card = { type: "card", wxid: "gh_shop", nickname: "店铺" };
const revocation = { type: "revoke", msgId: "1", newMsgId: "2", createTime: 3 };

describe("a rule", () => {
  it.each([
    { type: "reply", text: "在的", mention: true },
    { type: "reply", content: card },
    { type: "reply", content: { type: "text", text: "在的" }, mention: true },
    { type: "accept-friend" },
  ])("may have the action %j", (action) => {
    expect(ruleSchema.parse({ ...minimal, actions: [action] }).actions).toEqual([action]);
  });

  it("is enabled, for any chat, of priority 0 and the last to match, unless it says otherwise", () => {
    expect(ruleSchema.parse(minimal)).toEqual({
      ...minimal,
      enabled: true,
      priority: 0,
      chat: "any",
      continue: false,
      match: { type: "keyword", mode: "exact", keywords: ["你好"] },
    });
  });

  it.each([
    ["no keyword", { match: { type: "keyword", mode: "exact", keywords: [] } }],
    ["a blank keyword", { match: { type: "keyword", mode: "contains", keywords: ["  "] } }],
    ["no kind", { match: { type: "kind", kinds: [] } }],
    ["a kind that no person sends", { match: { type: "kind", kinds: ["image", "offline"] } }],
    ["no action", { actions: [] }],
    ["an empty reply", { actions: [{ type: "reply", text: "" }] }],
    ["a reply of nothing", { actions: [{ type: "reply", mention: true }] }],
    ["a reply of two things", { actions: [{ type: "reply", text: "a", content: { type: "text", text: "b" } }] }],
    ["a reply that takes a message back", { actions: [{ type: "reply", content: revocation }] }],
    ["a card that mentions somebody", { actions: [{ type: "reply", content: card, mention: true }] }],
    ["an action that nobody knows", { actions: [{ type: "shout", text: "a" }] }],
    ["a forward from an appId that is none", { actions: [{ type: "forward", to: "wxid_a", appId: "a b" }] }],
    ["an id with a space", { id: "a b" }],
    ["a priority out of range", { priority: 1001 }],
    ["no account at all", { accounts: [] }],
    ["a field that nobody knows", { when: "always" }],
  ])("cannot have %s", (_what, changes) => {
    expect(ruleSchema.safeParse({ ...minimal, ...changes }).success).toBe(false);
  });
});

describe("a rule as it was stored before conditions could be combined", () => {
  const stored = {
    ...minimal,
    enabled: true,
    priority: 3,
    accounts: ["wx_app_1"],
    chat: "group",
    match: { type: "regex", pattern: "a+", ignoreCase: true },
    continue: false,
  };

  it("is read as it is, and its one condition is all that it takes", () => {
    const rule = ruleSchema.parse(stored);
    expect(rule).toEqual(stored);
    expect(combinationOf(rule.match)).toEqual({ any: [], all: [stored.match], none: [] });
  });
});

describe("a rule", () => {
  const keyword = { type: "keyword", mode: "prefix", keywords: ["a"] };

  it.each([
    [
      "conditions of all kinds, combined",
      { match: { type: "combination", any: [keyword], none: [{ type: "first-message" }] } },
    ],
    ["an event with a key", { match: { type: "event", events: ["friend-request"], keys: ["30"] } }],
    ["tags, a channel and filters", { tags: ["vip"], channel: "official", senders: { exclude: ["wxid_a"] } }],
    ["hours", { hours: { windows: [{ days: [6, 7], from: "22:00", to: "06:00" }] } }],
    ["a pause", { cooldown: { user: 60, group: 5 } }],
  ])("may have %s", (_what, changes) => {
    expect(ruleSchema.safeParse({ ...minimal, ...changes }).error).toBeUndefined();
  });

  it.each([
    ["a combination of nothing", { match: { type: "combination" } }, "match"],
    ["an empty list of conditions", { match: { type: "combination", any: [] } }, "match.any"],
    [
      "a combination in a combination",
      { match: { type: "combination", any: [{ type: "combination" }] } },
      "match.any.0.type",
    ],
    ["an event that nobody knows", { match: { type: "event", events: ["birthday"] } }, "match.events.0"],
    ["a pattern beyond 1,000 characters", { match: { type: "regex", pattern: "a".repeat(1001) } }, "match.pattern"],
    ["a pattern that is huge written out", { match: { type: "regex", pattern: "\\p{L}{999}" } }, "match.pattern"],
    [
      "more than 20 patterns",
      { match: { type: "combination", any: Array(21).fill({ type: "regex", pattern: "a" }) } },
      "match",
    ],
    ["an empty filter", { senders: {} }, "senders"],
    ["groups for private chats", { chat: "private", groups: { include: ["1@chatroom"] } }, "groups"],
    [
      "a time zone that does not exist",
      { hours: { timeZone: "Asia/Peking", windows: [{ from: "01:00", to: "02:00" }] } },
      "hours.timeZone",
    ],
    ["hours without a length", { hours: { windows: [{ from: "09:00", to: "09:00" }] } }, "hours.windows.0.to"],
    ["a window from the day's end", { hours: { windows: [{ from: "24:00", to: "09:00" }] } }, "hours.windows.0.from"],
    ["a pause of nobody", { cooldown: {} }, "cooldown"],
    ["a pause of months", { cooldown: { user: 31 * 86_400 } }, "cooldown.user"],
  ])("cannot have %s, and says where", (_what, changes, path) => {
    const { error } = ruleSchema.safeParse({ ...minimal, ...changes });
    expect(error?.issues.map((issue) => issue.path.join("."))).toContain(path);
  });
});

describe("a rule set", () => {
  it("takes rules of different ids", () => {
    const rules = [aRule(), aRule({ id: "bye" })];
    expect(ruleSetSchema.parse({ rules })).toEqual({ rules });
  });

  it("names the place of an id that is there twice", () => {
    const result = ruleSetSchema.safeParse({ rules: [aRule(), aRule({ id: "bye" }), aRule()] });
    expect(result.error?.issues).toMatchObject([
      { path: ["rules", 2, "id"], message: expect.stringMatching(/'hello'/) },
    ]);
  });

  it("may have 500,000 keywords and no more", () => {
    const words = (count: number) => Array.from({ length: count }, (_, index) => `w${index}`);
    const rules = Array.from({ length: 1000 }, (_, index) => ({
      id: `r${index}`,
      match: { type: "keyword" as const, mode: "contains" as const, keywords: words(500) },
    }));
    expect(ruleSetIssues(rules)).toEqual([]);
    const one = aRule({ match: { type: "keyword", mode: "exact", keywords: words(1) } });
    expect(ruleSetIssues([...rules, one])).toMatchObject([
      { path: ["rules"], message: "the rules have 500001 keywords together; 500000 are allowed" },
    ]);
  });
});
