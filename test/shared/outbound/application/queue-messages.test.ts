import { describe, expect, it } from "vitest";
import {
  createQueueMessages,
  LONGEST_LIFETIME,
  type MessageRequest,
} from "../../../../shared/outbound/application/queue-messages.ts";
import type { OutboundCommand } from "../../../../shared/outbound/domain/command.ts";
import { setUpSender, unlimited } from "../../../support/a-sender.ts";
import { anAccount, NOON } from "../../../support/builders.ts";
import { type crashAt, withEveryCrash } from "../../../support/faults.ts";
import { recordingOutboundQueue } from "../../../support/recording-ports.ts";

const HOUR = 3_600_000;

const request = (changes: Partial<MessageRequest> = {}): MessageRequest => ({
  appId: "wx_app_1",
  to: "wxid_friend",
  contents: [
    { type: "text", text: "一" },
    { type: "text", text: "二" },
    { type: "text", text: "三" },
  ],
  requestId: "order-1",
  ...changes,
});

function setUp(accounts = [unlimited(), anAccount({ appId: "wx_gone", registered: false })]) {
  const sender = setUpSender([], accounts);
  const outbound = recordingOutboundQueue();
  const process = (crash: Pick<ReturnType<typeof crashAt>, "port"> = { port: (target) => target }) =>
    createQueueMessages({
      accounts: crash.port(sender.accounts),
      ledger: crash.port(sender.ledger),
      outbound: crash.port(outbound),
      clock: sender.clock,
      metrics: sender.metrics,
    });
  const sentTexts = () => sender.gateway.calls.map(({ content }) => (content.type === "text" ? content.text : ""));
  const handedOut: OutboundCommand[] = [];
  /** Hands the sender everything in the queue that was not handed out before. */
  const deliver = async () => {
    const waiting = outbound.accepted().filter((command) => !handedOut.includes(command));
    handedOut.push(...waiting);
    await sender.send(waiting);
  };
  return { ...sender, outbound, process, queue: process(), sentTexts, deliver };
}

describe("queueing an operator's messages", () => {
  it("reserves each in the ledger and queues them in order, for an hour", async () => {
    const { queue, outbound, ledger, counts } = setUp();
    const entries = await queue(request());
    expect(entries.map(({ state }) => state)).toEqual(["reserved", "reserved", "reserved"]);
    expect(outbound.calls).toEqual([entries.map(({ command }) => command)]);
    expect(new Set(entries.map(({ command }) => command.id)).size).toBe(3);
    for (const { command } of entries) {
      expect(await ledger.get(command.id)).toMatchObject({ state: "reserved", command });
      expect(command).toMatchObject({ createdAt: NOON, notAfter: NOON + HOUR, origin: { requestId: "order-1" } });
    }
    expect(counts.get("MessageQueued")).toBe(3);
  });

  it("gives the same commands to the same request, and queues none again that is on its way or sent", async () => {
    const { queue, outbound, deliver, clock, sentTexts } = setUp();
    const first = await queue(request());
    clock.advance(1000);
    const second = await queue(request());
    expect(second.map(({ command }) => command)).toEqual(first.map(({ command }) => command));
    expect(outbound.accepted()).toHaveLength(3);
    await deliver();
    const third = await queue(request());
    expect(third.map(({ state }) => state)).toEqual(["sent", "sent", "sent"]);
    expect(outbound.calls).toHaveLength(2);
    expect(sentTexts()).toEqual(["一", "二", "三"]);
  });

  it("sends once what is in the queue twice, because its deduplication forgot", async () => {
    const { queue, outbound, send, sentTexts } = setUp();
    await queue(request());
    const before = outbound.accepted();
    outbound.forget();
    await queue(request());
    await send([...before, ...outbound.accepted()]);
    expect(sentTexts()).toEqual(["一", "二", "三"]);
  });

  it.each<[string, Partial<MessageRequest>]>([
    ["another recipient", { to: "wxid_other" }],
    ["another text", { contents: [{ type: "text", text: "1" }] }],
    ["fewer messages", { contents: [{ type: "text", text: "一" }] }],
    ["another end", { notAfter: NOON + 5 }],
  ])("refuses %s under the same id, and queues nothing of it", async (_what, changes) => {
    const { queue, outbound } = setUp();
    await queue(request());
    await expect(queue(request(changes))).rejects.toMatchObject({
      code: "conflict",
      details: { requestId: "order-1" },
    });
    expect(outbound.calls).toHaveLength(1);
  });

  it("keeps the ids of accounts and requests apart", async () => {
    const { queue } = setUp();
    const ids = [await queue(request()), await queue(request({ requestId: "order-2" }))].flat();
    expect(new Set(ids.map(({ command }) => command.id)).size).toBe(6);
  });

  it.each(["wx_gone", "wx_nobody"])("refuses the account %s, which nobody registered", async (appId) => {
    const { queue, outbound } = setUp();
    await expect(queue(request({ appId }))).rejects.toMatchObject({
      code: "not-found",
      message: expect.stringContaining(appId),
    });
    expect(outbound.calls).toEqual([]);
  });

  it.each([NOON, NOON - 1, NOON + LONGEST_LIFETIME + 1])("refuses a notAfter of %i", async (notAfter) => {
    const { queue, outbound } = setUp();
    await expect(queue(request({ notAfter }))).rejects.toMatchObject({ code: "invalid-input" });
    expect(outbound.calls).toEqual([]);
  });

  it("still tells of a request that is repeated after its end", async () => {
    const { queue, deliver, clock } = setUp();
    await queue(request({ notAfter: NOON + HOUR }));
    await deliver();
    clock.advance(2 * HOUR);
    expect((await queue(request({ notAfter: NOON + HOUR }))).map(({ state }) => state)).toEqual([
      "sent",
      "sent",
      "sent",
    ]);
  });

  it("asks to repeat what the queue refused, and mends it then", async () => {
    const { queue, outbound, deliver, sentTexts } = setUp();
    const probe = setUp();
    const [, second] = await probe.queue(request());
    outbound.refused.add(second?.command.id ?? "");
    await expect(queue(request())).rejects.toMatchObject({ code: "unavailable", retryable: true });
    outbound.refused.clear();
    await queue(request());
    await deliver();
    expect(sentTexts().sort()).toEqual(["一", "三", "二"]);
  });

  it("is mended by a repetition wherever it broke off: each message goes out once, in order", async () => {
    const calls = await withEveryCrash(async (crash, where) => {
      const world = setUp();
      await world
        .process(crash)(request())
        .catch(() => undefined);
      if (where.endsWith("2")) await world.deliver();
      const entries = await world.queue(request());
      expect(entries, where).toHaveLength(3);
      await world.deliver();
      expect(world.sentTexts(), where).toEqual(["一", "二", "三"]);
    });
    expect(calls).toBeGreaterThan(4);
  });
});

describe("queueing messages for an Official Account", () => {
  const official = () => setUp([unlimited({ channel: "official" })]);

  it("splits long texts into the parts that WeChat takes, the same ones each time", async () => {
    const { queue, outbound } = official();
    const asked = request({ contents: [{ type: "text", text: "一".repeat(700) }] });
    const entries = await queue(asked);
    expect(entries.map(({ command }) => command.content)).toEqual([
      { type: "text", text: "一".repeat(682) },
      { type: "text", text: "一".repeat(18) },
    ]);
    expect(await queue(asked)).toEqual(entries);
    expect(outbound.accepted()).toHaveLength(2);
  });

  it("refuses what it cannot send, and says where", async () => {
    const { queue, outbound } = official();
    const card = { type: "card", wxid: "wxid_a", nickname: "客服" } as const;
    const refused = queue(request({ contents: [{ type: "text", text: "一" }, card] }));
    await expect(refused).rejects.toMatchObject({
      code: "invalid-input",
      message: expect.stringContaining("an Official Account cannot send 'card'"),
      details: { issues: [{ path: "contents.1.type" }] },
    });
    expect(outbound.accepted()).toEqual([]);
  });
});
