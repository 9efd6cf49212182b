import { beforeEach, describe, expect, it } from "vitest";
import { createMemoryConversations } from "../../../../shared/conversations/adapters/memory-conversations.ts";
import { createCircuitBreakers, PLAIN_RULE } from "../../../../shared/kernel/application/circuit-breaker.ts";
import { AppError } from "../../../../shared/kernel/domain/errors.ts";
import { createMemoryCircuits } from "../../../../shared/platform/memory/circuits.ts";
import { createCarryOutDeliveries } from "../../../../shared/routing/application/carry-out-deliveries.ts";
import { createCarryOutDelivery } from "../../../../shared/routing/application/carry-out-delivery.ts";
import type { TargetQueues } from "../../../../shared/routing/application/ports/target-queues.ts";
import type { PostWebhook } from "../../../../shared/routing/application/ports/webhooks.ts";
import { createRouter } from "../../../../shared/routing/domain/routing.ts";
import { aDelivery, aRoutingTable, QUEUE } from "../../../support/a-delivery.ts";
import { anInboundText } from "../../../support/builders.ts";
import { fakeClock } from "../../../support/fake-clock.ts";
import { type crashAt, withEveryCrash } from "../../../support/faults.ts";
import { recordingObservability } from "../../../support/recording-observability.ts";
import { recordingEvents, recordingOutboundQueue } from "../../../support/recording-ports.ts";

type Answer = { status: number; body: string } | Error;
const HELLO = { status: 200, body: '{"actions":[{"type":"reply","text":"您好"}]}' };

/** The worker over recording ports; webhooks give `answers` one after the other, then the last one again. */
function setUp(answers: Answer[] = [HELLO], crash?: ReturnType<typeof crashAt>) {
  const clock = fakeClock();
  const observed = recordingObservability();
  const outbound = recordingOutboundQueue();
  const events = recordingEvents();
  const posts: { url: string; headers: Readonly<Record<string, string>>; body: string; timeoutMs: number }[] = [];
  const queued: { arn: string; id: string; group: string }[] = [];
  const queueDown = { now: false };
  const web: { post: PostWebhook } = {
    async post(url, headers, body, timeoutMs) {
      posts.push({ url, headers, body, timeoutMs });
      const answer = answers[Math.min(posts.length, answers.length) - 1] ?? HELLO;
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  const queues: TargetQueues = {
    async send(arn, { id, group }) {
      if (queueDown.now) throw new AppError("unavailable", "SQS is away", { retryable: true });
      queued.push({ arn, id, group });
    },
  };
  const circuits = createMemoryCircuits();
  const conversations = createMemoryConversations();
  const dying = <T extends object>(port: T): T => crash?.port(port) ?? port;
  const start = (port: <T extends object>(target: T) => T) =>
    createCarryOutDeliveries({
      carryOut: createCarryOutDelivery({
        ...observed,
        routing: async () => createRouter(aRoutingTable(1)),
        queues: port(queues),
        events: port(events),
        post: port(web).post,
        webhookCredentials: async () => ({ key: "the-key-of-all-webhooks", trustedOrigins: [] }),
        outbound: port(outbound),
        conversations: port(conversations),
        breakerOf: createCircuitBreakers({
          ...observed,
          circuits,
          clock,
          rule: PLAIN_RULE,
          kind: "target",
        }),
        clock,
      }),
      now: clock.now,
    });
  const carryOut = start(dying);
  /** Another worker over the same storage, which does not die. */
  const restart = () => start((port) => port);
  const one = async (delivery = aDelivery(), receiveCount = 1) =>
    (await carryOut([{ delivery, receiveCount }], clock.now() + 10_000))[0];
  return { ...observed, clock, outbound, conversations, events, posts, queued, queueDown, carryOut, restart, one };
}

const toQueue = (id: string, conversationId = "wxid_friend") =>
  aDelivery({ id, target: { type: "queue", arn: QUEUE } }, anInboundText({ conversationId }));

describe("the start of a broadcast", () => {
  const target = { type: "broadcast", broadcast: "news" } as const;

  it("is an event of the platform's own, whose request is the delivery", async () => {
    const { one, events, counts } = setUp();
    const only = { appId: "wx_app_1", to: "wxid_friend" };
    expect(await one(aDelivery({ target, type: "BroadcastRequested" }))).toEqual({ done: true });
    expect(await one(aDelivery({ target: { ...target, only }, type: "BroadcastRequested" }))).toEqual({ done: true });
    const detail = { broadcastId: "news", requestId: "dlv_1", by: "rule:ask" };
    expect(events.published).toEqual([
      { type: "BroadcastRequested", detail },
      { type: "BroadcastRequested", detail: { ...detail, only } },
    ]);
    expect(counts.get('Delivered{"target":"broadcast"}')).toBe(2);
  });

  it("is told again where the bus refused it, and cannot be forged by an event of that name", async () => {
    const { one, events } = setUp();
    events.down.now = true;
    expect(await one(aDelivery({ target }))).toMatchObject({ done: false });
    events.down.now = false;
    expect(await one(aDelivery({ target }))).toEqual({ done: true });
    await one(aDelivery({ target: { type: "event-bus" }, type: "BroadcastRequested" }));
    expect(events.published.map(({ source }) => source)).toEqual([undefined, "wechat-fleet.rules"]);
  });
});

describe("a delivery to a webhook", () => {
  it("has its answer left unsaid where a person took the conversation over meanwhile, and said where they left", async () => {
    const { one, outbound, conversations, clock, counts } = setUp();
    const mute = { until: clock.now() + 60_000, by: "phone" as const, at: clock.now() };
    await conversations.mute("wx_app_1", "wxid_friend", mute, clock.now());
    expect(await one()).toEqual({ done: true });
    expect(outbound.accepted()).toEqual([]);
    expect(counts.get("WebhookAnswerSuppressed")).toBe(1);
    clock.advance(60_001);
    expect(await one(aDelivery({ id: "dlv_later" }))).toEqual({ done: true });
    expect(outbound.accepted()).toHaveLength(1);
  });

  it("is posted signed, within the webhook's own time, and its answer is queued", async () => {
    const { one, posts, outbound, counts } = setUp();
    expect(await one()).toEqual({ done: true });
    expect(posts).toMatchObject([
      { url: "https://crm.example.com/in", timeoutMs: 5000, headers: { "webhook-id": "dlv_1" } },
    ]);
    expect(JSON.parse(posts[0]?.body ?? "")).toEqual(aDelivery().routed);
    expect(outbound.accepted()).toMatchObject([{ to: "wxid_friend", content: { text: "您好" } }]);
    expect(counts.get('Delivered{"target":"webhook"}')).toBe(1);
  });

  it("waits longer from try to try where it is refused, and is never given up by the worker", async () => {
    const { one, outbound } = setUp([{ status: 401, body: "" }]);
    const delays = [];
    for (const count of [1, 2, 5, 29]) delays.push(await one(aDelivery(), count));
    expect(delays.map((end) => end && !end.done && end.delaySeconds)).toEqual([2, 4, 32, 900]);
    expect(outbound.accepted()).toEqual([]);
  });

  it("is not tried while the webhook's circuit is open; other targets are", async () => {
    const { one, posts, queued, counts } = setUp([new AppError("unreachable", "away", { retryable: true })]);
    for (let n = 0; n < 6; n++) await one();
    expect(posts).toHaveLength(5);
    expect(counts.get('CircuitOpened{"circuit":"target"}')).toBe(1);
    expect(await one(toQueue("dlv_2"))).toEqual({ done: true });
    expect(queued).toHaveLength(1);
  });

  it("counts no refusal as an outage", async () => {
    const { one, posts } = setUp([{ status: 400, body: "" }]);
    for (let n = 0; n < 6; n++) await one();
    expect(posts).toHaveLength(6);
  });

  it("waits for a webhook that the table does not have any more", async () => {
    const { one } = setUp();
    expect(await one(aDelivery({ target: { type: "webhook", webhook: "gone" } }))).toMatchObject({
      done: false,
      failure: { message: expect.stringContaining("no webhook 'gone'") },
    });
  });

  it("is done where the answer makes no sense or comes too late; a person can see it", async () => {
    const nonsense = setUp([{ status: 200, body: '{"actions":[{"type":"log"}]}' }]);
    expect(await nonsense.one()).toEqual({ done: true });
    expect(nonsense.counts.get("WebhookAnswerRefused")).toBe(1);
    const late = setUp();
    late.clock.advance(3_600_001);
    expect(await late.one()).toEqual({ done: true });
    expect(late.counts.get("WebhookAnswerLate")).toBe(1);
    expect(late.outbound.calls).toEqual([]);
  });

  it("is not answered where the fleet itself wrote the message", async () => {
    const { one, outbound } = setUp();
    await one(aDelivery({ unanswerable: true }));
    expect(outbound.calls).toEqual([]);
  });

  it("is tried again where its answer could not be queued", async () => {
    const { one, outbound } = setUp();
    const [command] = await one().then(() => outbound.accepted());
    outbound.refused.add(command?.id ?? "");
    expect(await one()).toMatchObject({ done: false });
  });

  it("sends its answer exactly once, wherever the worker dies", async () => {
    const calls = await withEveryCrash(async (crash, where) => {
      const { one, outbound, clock, restart } = setUp([HELLO], crash);
      await one();
      expect(await restart()([{ delivery: aDelivery(), receiveCount: 2 }], clock.now() + 9), where).toEqual([
        { done: true },
      ]);
      expect(outbound.accepted(), where).toHaveLength(1);
    });
    expect(calls).toBe(3);
  });
});

describe("deliveries to queues and the bus", () => {
  let world: ReturnType<typeof setUp>;
  beforeEach(() => {
    world = setUp();
  });

  it("go out under their ids, a conversation in one group", async () => {
    const batch = [toQueue("dlv_1"), toQueue("dlv_2"), toQueue("dlv_3", "wxid_other")];
    const ends = await world.carryOut(
      batch.map((delivery) => ({ delivery, receiveCount: 1 })),
      world.clock.now() + 1000,
    );
    expect(ends).toEqual([{ done: true }, { done: true }, { done: true }]);
    const groups = world.queued.map(({ group }) => group);
    expect(groups.filter((group) => group === world.queued.find(({ id }) => id === "dlv_1")?.group)).toHaveLength(2);
  });

  it("stay in order where one fails: what stands behind it waits, other conversations do not", async () => {
    const unavailable = new AppError("unavailable", "away");
    const failing = setUp([unavailable]);
    const hooks = ["dlv_1", "dlv_2"].map((id) => aDelivery({ id }));
    const ends = await failing.carryOut(
      [...hooks, toQueue("dlv_3")].map((delivery) => ({ delivery, receiveCount: 1 })),
      failing.clock.now() + 1000,
    );
    expect(ends).toMatchObject([{ done: false, delaySeconds: 2 }, { done: false, delaySeconds: 2 }, { done: true }]);
    expect(failing.posts).toHaveLength(1);
  });

  it("are not begun after the deadline", async () => {
    expect(await world.carryOut([{ delivery: toQueue("dlv_1"), receiveCount: 1 }], world.clock.now())).toEqual([
      { done: false, delaySeconds: 0 },
    ]);
    expect(world.queued).toEqual([]);
  });

  it("say by their source whether the platform or a rule made an event", async () => {
    await world.one(aDelivery({ target: { type: "event-bus" }, type: "MessageRouted" }));
    await world.one(aDelivery({ target: { type: "event-bus" }, type: "OrderAsked" }));
    expect(world.events.published.map(({ type, source }) => [type, source])).toEqual([
      ["MessageRouted", undefined],
      ["OrderAsked", "wechat-fleet.rules"],
    ]);
  });

  it("open the circuit of a queue that is away", async () => {
    world.queueDown.now = true;
    for (let n = 0; n < 6; n++) await world.one(toQueue(`dlv_${n}`));
    expect(world.counts.get('CircuitOpened{"circuit":"target"}')).toBe(1);
  });
});
