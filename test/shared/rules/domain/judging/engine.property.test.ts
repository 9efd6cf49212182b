import fc from "fast-check";
import { expect, it } from "vitest";
import type { InboundMessage } from "../../../../../shared/messages/domain/inbound-message.ts";
import { compileRules } from "../../../../../shared/rules/domain/judging/engine.ts";
import { patternFault } from "../../../../../shared/rules/domain/matching/pattern-fault.ts";
import { type Rule, ruleSchema } from "../../../../../shared/rules/domain/rule.ts";
import { naivelyMatched } from "../../../../support/a-naive-engine.ts";
import { matchedIds } from "../../../../support/a-rule-account.ts";
import { anInboundText, NOON } from "../../../../support/builders.ts";

const unit = fc.constantFrom("a", "b", "c", "k", "S", "1", " ", "订", "单", "好", "Ｂ", "é", "e\u0301", "K", "Σ", "ß");
const words = (maxLength: number) => fc.string({ unit, minLength: 1, maxLength }).filter((text) => text.trim() !== "");
const some = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined, freq: 2 });
const list = <T>(of: fc.Arbitrary<T>) => fc.array(of, { minLength: 1, maxLength: 3 });

const atom = fc.oneof(
  words(3),
  fc.constantFrom("\\d", "[ab订]", ".", "\\b", "^", "$", "(?:ab|订单|c1)", "(k|S)", "\\s", "(?:a|)", "\\.", "(?i:ks)"),
);
const pattern = fc
  .array(
    fc.tuple(atom, fc.constantFrom("", "", "", "*", "+", "?", "{2}", "{0,1}", "+?")).map(([of, times]) => of + times),
    { minLength: 1, maxLength: 5 },
  )
  .map((pieces) => pieces.join(""))
  .filter((written) => patternFault(written) === undefined);

const condition = fc.oneof(
  fc.record({
    type: fc.constant("keyword"),
    mode: fc.constantFrom("exact", "prefix", "contains"),
    keywords: list(words(3)),
  }),
  fc.record({ type: fc.constant("regex"), pattern, ignoreCase: fc.boolean() }),
  fc.record({ type: fc.constant("kind"), kinds: list(fc.constantFrom("text", "image", "quote")) }),
  fc.constant({ type: "event", events: ["pat"] }),
  fc.constant({ type: "event", events: ["pat", "revoke"], keys: ["wxid_me"] }),
  fc.constant({ type: "first-message" }),
);
const combination = fc
  .record({ any: some(list(condition)), all: some(list(condition)), none: some(list(condition)) })
  .filter(({ any, all, none }) => (any ?? all ?? none) !== undefined)
  .map((parts) => ({ type: "combination", ...parts }));
const filter = (ids: readonly string[]) =>
  fc
    .record({
      include: some(fc.subarray([...ids], { minLength: 1 })),
      exclude: some(fc.subarray([...ids], { minLength: 1 })),
    })
    .filter(({ include, exclude }) => (include ?? exclude) !== undefined);

const SENDERS = ["wxid_a", "wxid_b"];
const GROUPS = ["1@chatroom", "2@chatroom"];

const rule = fc
  .record({
    priority: fc.integer({ min: -2, max: 2 }),
    enabled: fc.constantFrom(true, true, true, false),
    continue: fc.boolean(),
    chat: fc.constantFrom("any", "any", "private", "group", "mentioned", "mentioned-me", "mentioned-all"),
    accounts: some(fc.constantFrom(["wx_app_1"], ["wx_app_2"])),
    tags: some(fc.constantFrom(["vip"], ["shop"])),
    channel: some(fc.constantFrom("personal", "official")),
    senders: some(filter(SENDERS)),
    groups: some(filter(GROUPS)),
    kinds: some(fc.constantFrom(["text"], ["image", "text"])),
    hours: some(
      fc.constant({
        windows: [
          { from: "22:00", to: "11:00" },
          { days: [2], from: "11:30", to: "12:30" },
        ],
      }),
    ),
    match: fc.oneof(condition, combination),
  })
  .map((parts) => ruleSchema.safeParse({ id: "r", name: "r", actions: [{ type: "log" }], ...parts }))
  .filter(({ success }) => success)
  .map(({ data }) => data as Rule);
const rules = fc
  .array(rule, { minLength: 1, maxLength: 12 })
  .map((list) => list.map((each, index): Rule => ({ ...each, id: `r${index}` })));

const message = fc
  .record({
    kind: fc.constantFrom("text", "text", "text", "image", "pat"),
    text: fc.string({ unit, maxLength: 30 }),
    sender: fc.constantFrom(...SENDERS),
    conversationId: fc.constantFrom("wxid_a", ...GROUPS),
    mentions: fc.constantFrom<string[]>([], ["wxid_me"], ["notify@all"], ["wxid_x"]),
    sentAt: fc.integer({ min: NOON - 86_400_000, max: NOON + 86_400_000 }),
    fromSelf: fc.constantFrom(false, false, false, false, true),
  })
  .map(({ kind, text, ...parts }): InboundMessage => {
    const chat = parts.conversationId.endsWith("@chatroom") ? ("group" as const) : ("private" as const);
    const { text: _text, ...head } = anInboundText({ ...parts, chat });
    if (kind === "image") return { ...head, kind, xml: "<msg/>", md5: "" };
    if (kind === "pat") return { ...head, kind, from: "wxid_a", to: "wxid_me", template: "" };
    return { ...head, kind: "text", text };
  });

const account = fc.record({
  wxid: fc.constant("wxid_me"),
  tags: fc.constantFrom([], ["vip"], ["shop", "vip"]),
  channel: fc.constantFrom("personal" as const, "official" as const),
});

it("agrees with each rule judged by itself, whatever the rules, the texts and the facts", () => {
  fc.assert(
    fc.property(
      rules,
      fc.array(message, { minLength: 1, maxLength: 6 }),
      account,
      fc.boolean(),
      (set, messages, receiver, firstMessage) => {
        const compiled = compileRules({ version: 1, rules: set });
        const facts = { firstMessage, cooldowns: new Map<string, number>(), senderName: "" };
        for (const each of messages) {
          const expected = naivelyMatched(set, each, receiver, firstMessage);
          expect(matchedIds(compiled, each, { account: receiver, facts })).toEqual(expected);
          const unread = compiled.judge(each, receiver);
          // Without facts the engine gives the same result, or says that it cannot tell.
          if ("matches" in unread) expect(unread.matches.map((match) => match.rule.id)).toEqual(expected);
          else expect(unread.wanted.firstMessage).toBe(true);
        }
      },
    ),
    { numRuns: Number(process.env.RULE_RUNS ?? 400) },
  );
});
