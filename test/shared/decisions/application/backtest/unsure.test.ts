import { describe, expect, it } from "vitest";
import type { JournalEntry } from "../../../../../shared/decisions/application/ports/journal.ts";
import type { Rule } from "../../../../../shared/rules/domain/rule.ts";
import { setUpBacktest } from "../../../../support/a-backtest.ts";
import { aBroadcast, aDecision, anInboundText, aRule, aRun, aRunPlan, NOON } from "../../../../support/builders.ts";

const greets = aRule();
const starts = (to: "sender" | "audience" = "sender") =>
  aRule({ id: "news", actions: [{ type: "start-broadcast", broadcast: "news", to }] });
const crm = { type: "queue", arn: "arn:aws:sqs:eu-central-1:123456789012:crm" } as const;
const past = { entries: [{ id: "past", name: "Past", continue: false, targets: [crm] }] };

/** A message from before the journal kept when and by which routing table messages were decided. */
async function anOldMessage({ journal, clock }: ReturnType<typeof setUpBacktest>, changes: Partial<JournalEntry> = {}) {
  clock.advance(1000);
  const receivedAt = clock.now();
  const message = anInboundText({ sentAt: receivedAt, newMsgId: String(receivedAt) });
  const decision = aDecision({ ruleSetVersion: 0, rules: [], commands: [] });
  const about = { envelopeId: `env-${receivedAt}`, dedupKey: String(receivedAt), receivedAt };
  await journal.record({ ...about, message, decision, ...changes }, NOON);
}

const told = async (world: ReturnType<typeof setUpBacktest>, rules: readonly Rule[]) =>
  (await world.backtest(rules)).messages.map(({ verdict, unsure, would }) => ({ verdict, unsure, ...would }));

describe("a backtest goes the way of live messages", () => {
  it("leaves to the routing table what the table of that time took from the rules", async () => {
    const world = setUpBacktest([]);
    await world.hear();
    await world.route(past);
    await world.hear();
    await world.route({ entries: [] });
    await world.hear();
    const verdicts = (await told(world, [greets])).map(({ verdict }) => verdict);
    expect(verdicts).toEqual(["newly-answered", "same", "newly-answered"]);
  });

  it("is silent while an operator has a conversation, and speaks once it is given back", async () => {
    const world = setUpBacktest([]);
    await world.takeOver("wx_app_1", "wxid_friend", 60);
    await world.hear();
    world.clock.advance(1);
    await world.giveBack("wx_app_1", "wxid_friend");
    await world.hear();
    const rows = await told(world, [greets]);
    expect(rows).toMatchObject([
      { verdict: "newly-answered", unsure: [] },
      { verdict: "same", flags: ["muted"] },
    ]);
  });

  it("lets an operator end the hand-over of a rule that is tried", async () => {
    const world = setUpBacktest([]);
    await world.hear();
    await world.hear();
    world.clock.advance(1);
    await world.giveBack("wx_app_1", "wxid_friend");
    await world.hear();
    const handsOver = aRule({ actions: [{ type: "hand-over", minutes: 60, note: "找人" }] });
    expect((await told(world, [handsOver])).map(({ others }) => others)).toEqual([["handovers"], [], ["handovers"]]);
  });

  it("sees in the answers of rules that a pause was ended, where the history has no word of it", async () => {
    const handsOver = aRule({ actions: [{ type: "hand-over", minutes: 60, note: "找人" }] });
    const world = setUpBacktest([handsOver]);
    await world.hear();
    await world.conversations.release("wx_app_1", "wxid_friend", world.clock.now());
    await world.hear();
    expect((await told(world, [handsOver])).map(({ verdict }) => verdict)).toEqual(["same", "same"]);
  });

  it("keeps a second broadcast with the same content from a person for five minutes", async () => {
    const world = setUpBacktest([]);
    await world.broadcasts.put(aBroadcast());
    for (const wait of [0, 60_000, 300_000]) {
      world.clock.advance(wait);
      await world.hear();
    }
    const rows = await told(world, [starts()]);
    expect(rows.map(({ verdict, broadcasts, withheld }) => [verdict, broadcasts, withheld])).toEqual([
      ["newly-answered", ["news"], []],
      ["same", [], ["news"]],
      ["newly-answered", ["news"], []],
    ]);
  });

  it("does not answer for an account that was not registered then", async () => {
    const world = setUpBacktest([], { accounts: [] });
    await world.hear();
    expect(await told(world, [greets])).toEqual([]);
    const { messages } = await world.backtest([greets], { appIds: ["wx_app_1"] });
    expect(messages).toMatchObject([{ verdict: "same", would: { flags: ["unknown-account"] } }]);
  });

  it("compares a rule's own texts whatever they are called", async () => {
    const asks = (text: string) =>
      aRule({ actions: [{ type: "emit-event", event: "OrderAsked", data: { id: text, at: "1" } }] });
    const world = setUpBacktest([asks("一")]);
    await world.hear();
    expect(await told(world, [asks("一")])).toMatchObject([{ verdict: "same" }]);
    expect(await told(world, [asks("二")])).toMatchObject([{ verdict: "different" }]);
  });
});

describe("a backtest names what it cannot know", () => {
  it("a pause by the phone between an operator's word and the messages that it reads", async () => {
    const world = setUpBacktest([]);
    await world.takeOver("wx_app_1", "wxid_friend", 1);
    await world.hear({ sender: "wxid_me", fromSelf: true });
    for (let n = 0; n < 500; n++) await world.hear({ sender: "wxid_other", conversationId: "wxid_other" });
    await world.hear();
    world.clock.advance(1);
    await world.takeOver("wx_app_1", "wxid_friend", 1);
    const { messages } = await world.backtest([greets], { appIds: ["wx_app_1"], lastMessages: 1 });
    expect(messages).toMatchObject([{ verdict: "newly-answered", unsure: ["pause"] }]);
  });

  it("a tag that was perhaps not given in such a pause, where the routing table goes by it", async () => {
    const world = setUpBacktest([]);
    await world.takeOver("wx_app_1", "wxid_friend", 1);
    await world.hear({ sender: "wxid_me", fromSelf: true });
    world.clock.advance(60_000);
    await world.hear();
    for (let n = 0; n < 499; n++) await world.hear({ sender: "wxid_other", conversationId: "wxid_other" });
    const tagged = { id: "vip", name: "VIP", userTags: ["已报名"], continue: false, targets: [crm] };
    await world.route({ entries: [tagged] });
    await world.hear();
    world.clock.advance(1);
    await world.takeOver("wx_app_1", "wxid_friend", 1);
    const tags = aRule({ actions: [{ type: "tag-user", add: ["已报名"] }] });
    const { messages } = await world.backtest([tags], { appIds: ["wx_app_1"], lastMessages: 1 });
    expect(messages).toMatchObject([{ would: { rules: [] }, unsure: ["pause"] }]);
  });

  it("the routing table and pauses of messages from before they were kept", async () => {
    const world = setUpBacktest([]);
    await anOldMessage(world);
    expect(await told(world, [greets])).toMatchObject([{ verdict: "newly-answered", unsure: ["pause"] }]);
    world.clock.advance(1);
    await world.route(past);
    await anOldMessage(world);
    expect(await told(world, [greets])).toMatchObject([
      { verdict: "newly-answered", unsure: ["routing"] },
      { verdict: "newly-answered", unsure: ["routing", "pause"] },
    ]);
  });

  it("the account that has left the fleet", async () => {
    const world = setUpBacktest([greets]);
    await world.hear();
    await world.accounts.remove("wx_app_1");
    const { messages } = await world.backtest([greets], { appIds: ["wx_app_1"] });
    expect(messages).toMatchObject([{ verdict: "same", unsure: ["account"] }]);
  });

  it("answers of the AI and of webhooks that were not asked then", async () => {
    const world = setUpBacktest([]);
    await world.hear();
    const asks = aRule({ actions: [{ type: "ask-ai" }] });
    const calls = aRule({ actions: [{ type: "webhook", webhook: "crm", data: {} }] });
    expect(await told(world, [asks])).toMatchObject([{ unsure: ["ai-answer"] }]);
    expect(await told(world, [calls])).toMatchObject([{ unsure: ["webhook-answer"] }]);
    const { summary } = await world.backtest([calls]);
    expect(summary.unsure).toEqual([{ name: "webhook-answer", messages: 1 }]);
  });

  it("asks no answer anew that was asked for then", async () => {
    const asks = aRule({ actions: [{ type: "ask-ai" }, { type: "webhook", webhook: "crm", data: {} }] });
    const world = setUpBacktest([asks]);
    await world.hear();
    expect(await told(world, [asks])).toMatchObject([{ verdict: "same", unsure: [] }]);
  });

  it("a broadcast that was changed since or is gone, and a recipient who has opted out by now", async () => {
    const world = setUpBacktest([]);
    await world.hear();
    expect(await told(world, [starts()])).toMatchObject([{ unsure: ["broadcast"] }]);
    await world.broadcasts.put(aBroadcast({ updatedAt: world.clock.now() + 1 }));
    await world.optOuts.add("wx_app_1", "wxid_friend", world.clock.now());
    expect(await told(world, [starts()])).toMatchObject([{ unsure: ["broadcast", "opt-out"] }]);
  });

  it("locks that a broadcast for an audience or an operator's run may have taken", async () => {
    const world = setUpBacktest([]);
    await world.broadcasts.put(aBroadcast());
    await world.hear();
    await world.hear();
    expect(await told(world, [starts("audience")])).toMatchObject([{ unsure: ["send-lock"] }, { unsure: [] }]);
    await world.broadcastRuns.create(aRun({ startedAt: NOON, startedBy: "operator-1" }), aRunPlan());
    expect(await told(world, [starts()])).toMatchObject([{ unsure: ["send-lock"] }, { unsure: ["send-lock"] }]);
  });
});
