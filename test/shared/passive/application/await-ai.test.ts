import { describe, expect, it } from "vitest";
import type { AiTask } from "../../../../shared/ai/domain/task.ts";
import { MOST_HELD } from "../../../../shared/passive/application/hold-callback.ts";
import { aFollowersText, OFFICIAL_APP, setUpPassive, WAITING } from "../../../support/a-passive-callback.ts";
import { aRule, NOON } from "../../../support/builders.ts";

const ASK = aRule({ match: { type: "kind", kinds: ["text"] }, actions: [{ type: "ask-ai" }] });
const another = (n: number, text = "回答呢") =>
  aFollowersText({ vendorKey: `later-${n}`, sentAt: NOON + n * 1000, text });

function setUp() {
  const world = setUpPassive([ASK], { mode: "passive" });
  /** The question as the journal keeps it, after its first try. */
  const task = (): AiTask => world.journal.entries()[0]?.decision.aiTask ?? expect.fail("nothing was asked");
  return { ...world, task };
}

describe("the AI's answer in a callback", () => {
  it("is what the person reads where it comes in time, and is sent in no other way", async () => {
    const world = setUp();
    const first = world.container()();
    await expect(first).resolves.toBeUndefined();
    expect(world.clock.now() - NOON).toBeGreaterThan(5000);
    await world.consume();
    expect(world.ai.accepted()).toMatchObject([{ passive: true }]);
    await world.answerQuestion(world.task(), "九点");
    const second = await world.container()();
    expect(second).toMatchObject({ reply: { type: "text", text: "九点" } });
    expect(await world.container()()).toEqual(second);
    expect(world.ledger.rows()).toMatchObject([{ state: "sent", command: { id: second?.id } }]);
    expect(world.texts()).toEqual([]);
    // The question is answered: the next message is a question again.
    expect(await world.waits.get(OFFICIAL_APP, "openid-1", NOON)).toBeUndefined();
  });

  it("is fetched by the person's next message where it comes later, whatever that says", async () => {
    const world = setUp();
    await world.container()();
    const arrived = world.clock.now();
    expect(await world.container()()).toMatchObject({ reply: { text: WAITING } });
    expect(world.clock.now() - arrived).toBeLessThan(4500);
    await world.consume();
    expect(await world.container()(another(1))).toMatchObject({ reply: { text: WAITING } });
    await world.consume();
    await world.answerQuestion(world.task(), "九点");
    const fetched = await world.container()(another(2));
    expect(fetched).toMatchObject({ reply: { text: "九点" } });
    expect(await world.container()(another(2))).toEqual(fetched);
    await world.consume();
    expect(world.texts()).toEqual([]);
    expect(world.ai.accepted()).toHaveLength(1);
    await world.container()(another(3, "明天呢"));
    await world.consume();
    expect(world.ai.accepted()).toHaveLength(2);
  });

  it("comes in parts, one for each message, where it is long", async () => {
    const world = setUp();
    await world.container()();
    await world.answerQuestion(world.task(), `${"一".repeat(600)}。\n${"二".repeat(600)}。`);
    expect(await world.container()()).toMatchObject({ reply: { text: expect.stringMatching(/^一+。$/) } });
    expect(await world.container()(another(1))).toMatchObject({ reply: { text: expect.stringMatching(/^二+。$/) } });
    expect(await world.waits.get(OFFICIAL_APP, "openid-1", NOON)).toBeUndefined();
  });

  it("is left to a person who has taken the conversation over", async () => {
    const world = setUp();
    await world.container()();
    await world.answerQuestion(world.task(), "九点");
    await world.conversations.mute(OFFICIAL_APP, "openid-1", { by: "operator", at: NOON, until: NOON + 60_000 }, NOON);
    expect(await world.container()(another(1))).toBeUndefined();
  });

  it("keeps no more callbacks waiting than an account has places for", async () => {
    const world = setUp();
    for (let place = 0; place < MOST_HELD; place += 1) {
      await world.leases.acquire(`passive#place#${OFFICIAL_APP}#${place}`, "another", 60_000, NOON);
    }
    expect(await world.container()()).toMatchObject({ reply: { text: WAITING } });
    expect(world.clock.now()).toBe(NOON);
    expect(world.counts.get("PassiveHoldsFull")).toBe(1);
  });

  it("says nothing where the AI says nothing", async () => {
    const world = setUp();
    await world.container()();
    const outcome = { type: "silence", reason: "unavailable" } as const;
    await world.keepOutcome(world.task(), outcome);
    expect(await world.container()()).toBeUndefined();
  });
});
