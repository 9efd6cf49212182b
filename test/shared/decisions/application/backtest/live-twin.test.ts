import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Account } from "../../../../../shared/accounts/domain/account.ts";
import type { BacktestRow } from "../../../../../shared/decisions/application/backtest/page.ts";
import type { JournalEntry } from "../../../../../shared/decisions/application/ports/journal.ts";
import type { InboundMessage } from "../../../../../shared/messages/domain/inbound-message.ts";
import { createMemorySendLocks } from "../../../../../shared/outbound/adapters/memory-send-locks.ts";
import { lockSends } from "../../../../../shared/outbound/application/sending/lock-sends.ts";
import type { Rule } from "../../../../../shared/rules/domain/rule.ts";
import { setUpBacktest } from "../../../../support/a-backtest.ts";
import { setUpBroadcasts } from "../../../../support/a-broadcast.ts";
import { FORM } from "../../../../support/a-form.ts";
import { aBroadcast, anAccount, aRule } from "../../../../support/builders.ts";

/** One thing that happens to a fleet. `delay`, `wait`: ms. */
type Event =
  | { type: "say"; text: string; who: string; fromSelf: boolean; wait: number; delay: number }
  | { type: "take-over"; who: string; minutes: number }
  | { type: "give-back"; who: string }
  | { type: "route"; table: number }
  | { type: "leave" | "return" | "colleague" };

const WHO = ["wxid_a", "wxid_b"];
const bus = { type: "event-bus" } as const;
const crm = { type: "queue", arn: "arn:aws:sqs:eu-central-1:123456789012:crm" } as const;

/**
 * Tables that steer some messages past the rules, by the person, by a tag that a rule gives, and by a shared target.
 */
const TABLES: readonly Parameters<ReturnType<typeof setUpBacktest>["route"]>[0][] = [
  { entries: [] },
  { entries: [{ id: "a", name: "A", senders: ["wxid_a"], continue: false, targets: [crm] }] },
  { entries: [{ id: "vip", name: "VIP", userTags: ["已报名"], continue: false, targets: [bus] }] },
  {
    entries: [
      { id: "all", name: "All", targets: [crm] },
      { id: "b", name: "B", senders: ["wxid_b"], continue: false, targets: [crm] },
    ],
  },
];

const says = (id: string, keyword: string, text: string, more: Partial<Rule> = {}) =>
  aRule({
    ...more,
    id,
    match: { type: "keyword", mode: "contains", keywords: [keyword] },
    actions: [{ type: "reply", text }],
  } as Parameters<typeof aRule>[0]);

const exactly = (id: string, keyword: string, actions: Rule["actions"]) =>
  aRule({ id, priority: 30, match: { type: "keyword", mode: "exact", keywords: [keyword] }, actions });

const RULES: readonly Rule[] = [
  ...FORM,
  says("first", "好", "欢迎 {{sender.name}}", { priority: 20, continue: true, cooldown: { user: 3 } }),
  aRule({
    id: "welcome",
    match: { type: "first-message" },
    actions: [{ type: "reply", text: "初次见面" }],
    continue: true,
  }),
  exactly("person", "人工", [{ type: "hand-over", minutes: 10, notice: "稍等", note: "找人" }]),
  exactly("news", "订阅", [{ type: "start-broadcast", broadcast: "news", to: "sender" }]),
  exactly("crm", "订单", [{ type: "emit-event", event: "OrderAsked", data: { id: "{{message.text}}" } }]),
  exactly("tag", "贵宾", [
    { type: "tag-user", add: ["已报名"] },
    { type: "reply", text: "好的" },
  ]),
  says("tagged", "优惠", "您已报名", { priority: 40, userTags: { include: ["已报名"] } }),
  says("random", "随", "甲"),
];

/** The rules before them: they hand over and tag otherwise, and start another broadcast. */
const OLD: readonly Rule[] = [
  ...FORM.slice(0, 1),
  says("old", "好", "旧"),
  exactly("old-person", "随便", [{ type: "hand-over", minutes: 5, notice: "稍等", note: "找人" }]),
  exactly("old-tag", "否", [{ type: "tag-user", add: ["已报名"] }]),
  exactly("old-news", "好", [{ type: "start-broadcast", broadcast: "news", to: "sender" }]),
];

const said = fc.record({
  type: fc.constant("say" as const),
  text: fc.constantFrom(
    "报名",
    "小明",
    "13800138000",
    "是",
    "否",
    "取消",
    "好",
    "人工",
    "优惠",
    "随便",
    "订阅",
    "订单",
    "贵宾",
  ),
  who: fc.constantFrom(...WHO),
  fromSelf: fc.constant(false),
  wait: fc.constantFrom(0, 0, 2000, 70_000, 290_000),
  delay: fc.constantFrom(0, 0, 0, 90_000),
});
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 24, arbitrary: said },
  { weight: 1, arbitrary: said.map((one) => ({ ...one, fromSelf: true })) },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant("take-over" as const),
      who: fc.constantFrom(...WHO),
      minutes: fc.constantFrom(1, 30),
    }),
  },
  { weight: 4, arbitrary: fc.record({ type: fc.constant("give-back" as const), who: fc.constantFrom(...WHO) }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant("route" as const), table: fc.nat(TABLES.length - 1) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constantFrom("leave" as const, "return" as const) }) },
  { weight: 1, arbitrary: fc.constant({ type: "colleague" as const }) },
);

const script = fc.array(event, { minLength: 1, maxLength: 50, size: "max" });

const SHOP = "wx_app_1";
/** Older messages that a backtest judges before those that it shows. */
const WARM_UP = 500;
/** How long the consumer uses what it read of accounts, ms. */
const CACHE = 6000;

type World = ReturnType<typeof setUpBacktest>;

async function register(world: World, account: Account): Promise<void> {
  if ((await world.accounts.get(account.appId))?.registered) return;
  world.clock.advance(1);
  await world.accounts.register({ ...account, createdAt: world.clock.now() });
  world.clock.advance(CACHE);
}

async function happen(world: World, what: Event): Promise<void> {
  const { clock } = world;
  switch (what.type) {
    case "say": {
      const { text, who, fromSelf, wait, delay } = what;
      clock.advance(wait);
      const sender = fromSelf ? "wxid_me" : who;
      return world.hear({ text, sender, conversationId: who, fromSelf } as Partial<InboundMessage>, delay);
    }
    case "take-over":
      clock.advance(500);
      await takingPart(world, () => world.takeOver(SHOP, what.who, what.minutes));
      return;
    case "give-back":
      clock.advance(500);
      return takingPart(world, () => world.giveBack(SHOP, what.who));
    case "route":
      clock.advance(CACHE);
      return world.route(TABLES[what.table] ?? { entries: [] });
    case "leave":
      await world.accounts.remove(SHOP);
      return clock.advance(CACHE);
    case "return":
      return register(world, anAccount());
    case "colleague":
      return register(world, anAccount({ appId: "wx_b", wxid: "wxid_b" }));
    default:
      return what satisfies never;
  }
}

/** Operators act on registered accounts only. */
async function takingPart(world: World, act: () => Promise<unknown>): Promise<void> {
  if ((await world.accounts.get(SHOP))?.registered) await act();
}

/** Lets everything happen; the rules `RULES` are published before the `publishedAt`-th message. */
async function live(world: World, events: readonly Event[], publishedAt?: number): Promise<World> {
  await world.broadcasts.put(aBroadcast());
  let heard = 0;
  for (const one of events) {
    if (one.type === "say" && publishedAt !== undefined && heard === Math.max(0, publishedAt)) {
      world.rules.splice(0, world.rules.length, ...RULES);
    }
    await happen(world, one);
    if (one.type === "say") heard += 1;
  }
  await register(world, anAccount());
  return world;
}

const messagesIn = (events: readonly Event[]) => events.filter(({ type }) => type === "say").length;

/** Ids of deliveries whose broadcast really sends, by the worker and the sender with its locks. */
async function sentBroadcasts(entries: readonly JournalEntry[]): Promise<ReadonlySet<string>> {
  const bulk = await setUpBroadcasts();
  const sender = lockSends(
    { send: async ({ id }) => ({ type: "sent" as const, newMsgId: id, msgId: id, createTime: 0 }) },
    { ...bulk, locks: createMemorySendLocks() },
  );
  const sent = new Set<string>();
  const done = new Set<string>();
  const orders = entries.flatMap(({ decision }) => decision.deliveries ?? []);
  for (const { id, at, target } of orders) {
    if (target.type !== "broadcast") continue;
    bulk.clock.advance(Math.max(0, at - bulk.clock.now()));
    await bulk.start(
      { broadcastId: target.broadcast, requestId: id, ...(target.only ? { only: target.only } : {}) },
      "rule:x",
    );
    await bulk.workOff();
    for (const command of bulk.bulk.accepted().filter((one) => !done.has(one.id))) {
      done.add(command.id);
      const now = bulk.clock.now();
      await bulk.ledger.claim(command, "sender", now + 35_000, now);
      const outcome = await sender.send(command);
      const end =
        outcome.type === "sent" ? ({ state: "sent", newMsgId: "1" } as const) : ({ state: "expired" } as const);
      await bulk.ledger.finish(command.id, "sender", end as never, now);
      if (outcome.type === "sent") sent.add(id);
    }
  }
  return sent;
}

/** What each message of people causes, oldest first. */
async function sendsOf(world: World) {
  const entries = world.journal.entries().filter(({ message }) => !message.fromSelf);
  const sent = await sentBroadcasts(entries);
  return entries.map(({ envelopeId, decision }) => ({
    id: envelopeId,
    rules: decision.rules,
    sends: decision.commands.map(({ content }) => content),
    broadcasts: (decision.deliveries ?? []).flatMap(({ id, target }) =>
      target.type === "broadcast" && sent.has(id) ? [target.broadcast] : [],
    ),
  }));
}

/** The same as a backtest tells it. */
function toldIn(messages: readonly BacktestRow[]) {
  return messages.toReversed().map(({ id, would }) => ({
    id,
    rules: would.rules,
    sends: would.sends.map(({ content }) => content),
    broadcasts: would.broadcasts,
  }));
}

/** How many lives each property tries; the one with 500 messages before them tries a tenth. */
const runs = 100;

describe("a backtest beside its live twin", () => {
  it("finds nothing different by the rules that were in force, whatever operators and the table did", async () => {
    await fc.assert(
      fc.asyncProperty(script, async (events) => {
        const world = await live(setUpBacktest(RULES), events);
        const { messages } = await world.backtest(RULES, { appIds: [SHOP] });
        const wrong = messages.filter(
          ({ verdict, was, would, unsure }) =>
            verdict !== "same" || `${was.rules}` !== `${would.rules}` || unsure.some((name) => name !== "send-lock"),
        );
        expect(wrong).toEqual([]);
      }),
      { numRuns: runs },
    );
  });

  it("tells every send of other rules as their live twin makes it", async () => {
    await fc.assert(
      fc.asyncProperty(script, async (events) => {
        const before = await live(setUpBacktest(OLD), events);
        const after = await live(setUpBacktest(RULES), events);
        const { messages } = await before.backtest(RULES, { appIds: [SHOP] });
        const happened = await sendsOf(after);
        const unsure = new Map(messages.map((row) => [row.id, row.unsure]));
        const isSure = ({ id }: { readonly id: string }) => !unsure.get(id)?.length;
        expect(toldIn(messages).filter(isSure)).toEqual(happened.filter(isSure));
        expect([...unsure.values()].flat().filter((name) => name !== "send-lock")).toEqual([]);
      }),
      { numRuns: runs },
    );
  });

  it("names what may have begun before the messages that it reads, and tells the rest as its live twin makes it", async () => {
    const talk = fc.array(event, { minLength: 20, maxLength: 50, size: "max" });
    const filler: Event = { type: "say", text: "随", who: "wxid_c", fromSelf: false, wait: 0, delay: 0 };
    await fc.assert(
      fc.asyncProperty(talk, talk, fc.constantFrom(495, 505), async (earlier, later, between) => {
        const events = [...earlier, ...Array.from({ length: between }, () => filler), ...later];
        const lastMessages = Math.max(1, messagesIn(later));
        const before = await live(setUpBacktest(OLD), events);
        const after = await live(setUpBacktest(OLD), events, messagesIn(events) - lastMessages - WARM_UP);
        const { messages } = await before.backtest(RULES, { appIds: [SHOP], lastMessages });
        const shown = new Map(messages.map((row) => [row.id, row.unsure]));
        const isSure = ({ id }: { readonly id: string }) => shown.get(id)?.length === 0;
        expect(toldIn(messages).filter(isSure)).toEqual((await sendsOf(after)).filter(isSure));
      }),
      { numRuns: runs / 10 },
    );
  });
});
