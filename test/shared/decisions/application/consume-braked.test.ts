import { describe, expect, it } from "vitest";
import type { Conversations } from "../../../../shared/conversations/application/ports/conversations.ts";
import type { InboundMessage } from "../../../../shared/messages/domain/inbound-message.ts";
import { setUpConsumer } from "../../../support/a-consumer.ts";
import { anEnvelope, anInboundText, aRule } from "../../../support/builders.ts";
import { withEveryCrash } from "../../../support/faults.ts";

const MINUTE = 60_000;
const ANY = aRule({ match: { type: "regex", pattern: ".", ignoreCase: false } });
const OTHER = { conversationId: "wxid_other", sender: "wxid_other" };
const IN_GROUP = { chat: "group" as const, conversationId: "1@chatroom" };

function setUp(...[rules = [ANY], ...more]: Partial<Parameters<typeof setUpConsumer>>) {
  const world = setUpConsumer(rules, ...more);
  let last = 0;
  const message = (changes: Partial<InboundMessage> = {}) => {
    last += 1;
    const head = { newMsgId: `${last}`, sentAt: world.clock.now(), ...changes };
    return anEnvelope({ id: `env-${last}`, message: anInboundText({ text: "你好", ...head } as never) });
  };
  const say = async (changes: Partial<InboundMessage> = {}) => {
    expect(await world.consume([message(changes)])).toEqual([undefined]);
    world.clock.advance(1000);
  };
  const braked = () => world.events.published.filter(({ type }) => type === "ConversationBraked");
  return { ...world, message, say, braked };
}

async function times(count: number, act: () => Promise<unknown>) {
  for (let done = 0; done < count; done++) await act();
}

describe("the brake of a conversation", () => {
  it("ends answers after ten in a minute for an hour, tells operators once, and holds nobody else up", async () => {
    const { say, texts, clock, counts, braked, journal } = setUp();
    await times(30, () => say());
    expect(texts()).toHaveLength(10);
    await say(OTHER);
    expect(texts()).toHaveLength(11);
    expect(braked()).toMatchObject([
      { detail: { appId: "wx_app_1", conversationId: "wxid_friend", reason: expect.stringContaining("10") } },
    ]);
    expect([counts.get("ConversationBraked"), counts.get("InboundMuted")]).toEqual([1, 19]);
    const flags = journal.entries().map(({ decision }) => decision.flags.join());
    expect(flags.slice(9, 12)).toEqual(["", "braked", "muted,braked"]);
    clock.advance(60 * MINUTE);
    await say();
    expect(texts()).toHaveLength(12);
  });

  it("stops two bots that answer each other, whichever of them began", async () => {
    const [one, two] = [setUp(), setUp()];
    let said = 1;
    for (let turn = 0; turn < 200 && said > 0; turn++) {
      const [hears] = turn % 2 === 0 ? [one] : [two];
      const before = hears.texts().length;
      await hears.say();
      said = hears.texts().length - before;
    }
    expect([one.texts().length, two.texts().length]).toEqual([10, 10]);
    expect([...one.braked(), ...two.braked()]).toHaveLength(1);
  });

  it("lets a person talk who writes as people do, and counts by when messages were sent", async () => {
    const { consume, message, texts, clock } = setUp();
    const batch = Array.from({ length: 40 }, (_, index) => message({ sentAt: clock.now() + index * 6001 }));
    await consume(batch);
    expect(texts()).toHaveLength(40);
  });

  it("counts questions for the AI, and groups as one conversation", async () => {
    const asking = aRule({
      match: { type: "regex", pattern: ".", ignoreCase: false },
      actions: [{ type: "ask-ai" }],
    } as never);
    const { say, ai } = setUp([asking]);
    let member = 0;
    await times(15, () => say({ ...IN_GROUP, sender: `wxid_${member++}` }));
    expect(ai.accepted()).toHaveLength(10);
  });

  it("counts no forwards, notes and messages without a rule, and writes nothing for them", async () => {
    const forwarding = aRule({
      match: { type: "regex", pattern: ".", ignoreCase: false },
      actions: [{ type: "forward", to: "wxid_boss" }, { type: "log" }],
    });
    const { say, texts, conversations } = setUp([forwarding]);
    await times(15, () => say());
    expect(texts()).toHaveLength(15);
    expect((await conversations.read("wx_app_1", { conversationId: "wxid_friend" })).answers).toBeUndefined();
  });

  it("can be set, and switched off", async () => {
    const { say, texts, settings, clock } = setUp();
    const stored = await settings.get();
    await settings.put({ ...stored, brake: { answers: 3, seconds: 10, quietMinutes: 1 } });
    await times(10, () => say());
    expect(texts()).toHaveLength(3);
    clock.advance(MINUTE);
    await settings.put({ ...stored, brake: { ...stored.brake, answers: 0 } });
    await times(50, () => say());
    expect(texts()).toHaveLength(53);
  });

  it("is released by an operator as every pause is", async () => {
    const { say, texts, conversations, clock } = setUp();
    await times(12, () => say());
    clock.advance(MINUTE);
    await conversations.release("wx_app_1", "wxid_friend", clock.now());
    clock.advance(1000);
    await say();
    expect(texts()).toHaveLength(11);
  });

  it("counts each answer once wherever it dies, and brakes at the same message", async () => {
    const crashes = await withEveryCrash(async (crash, where) => {
      const world = setUp([ANY], crash);
      const batch = Array.from({ length: 13 }, () => world.message());
      await world.consume(batch).catch(() => undefined);
      world.outbound.forget();
      const again = world.restart();
      expect(await again(batch), where).toEqual(batch.map(() => undefined));
      await again(batch);
      const decisions = world.journal.entries().map(({ decision }) => decision);
      expect(
        decisions.map(({ commands }) => commands.length),
        where,
      ).toEqual([...Array(10).fill(1), 0, 0, 0]);
      const stored = await world.conversations.read("wx_app_1", { conversationId: "wxid_friend" });
      expect(stored, where).toMatchObject({ answers: { revision: 10 }, mute: { by: "rule", braked: true } });
      expect(new Set(world.braked().map(({ detail }) => detail.eventId)).size, where).toBe(1);
    });
    expect(crashes).toBeGreaterThan(20);
  });

  it("costs one write for each answered message", async () => {
    const { conversations, ...world } = setUp();
    const calls = new Map<keyof Conversations, number>();
    for (const name of ["read", "noteAnswers", "change", "mute"] as const) {
      const call = conversations[name] as (...args: unknown[]) => unknown;
      Object.assign(conversations, {
        [name]: (...args: unknown[]) => {
          calls.set(name, (calls.get(name) ?? 0) + 1);
          return call(...args);
        },
      });
    }
    const again = world.restart();
    await again(Array.from({ length: 9 }, () => world.message()));
    await again([world.message({ ...OTHER, text: "" } as never)]);
    expect(Object.fromEntries(calls)).toEqual({ read: 9, noteAnswers: 9 });
  });
});
