import { describe, expect, it } from "vitest";
import type { InboundMessage } from "../../../../shared/messages/domain/inbound-message.ts";
import { setUpConsumer } from "../../../support/a-consumer.ts";
import { anEnvelope, anInboundText } from "../../../support/builders.ts";

let ids = 0;

function batch(count: number, message: (id: string) => InboundMessage) {
  return Array.from({ length: count }, () => {
    ids += 1;
    return anEnvelope({ id: `env-${ids}`, message: message(String(ids)) });
  });
}

const text = (newMsgId: string) => anInboundText({ newMsgId });
const unread =
  (reason: "unreadable" | "technical") =>
  (newMsgId: string): InboundMessage => {
    const { kind, text: _text, ...head } = anInboundText({ newMsgId });
    return { ...head, kind: "unknown", raw: { TypeName: "AddMsg", Data: { MsgType: "hologram" } }, reason };
  };

const told = (world: ReturnType<typeof setUpConsumer>) =>
  world.events.published.filter(({ type }) => type === "MessagesUnread");

describe("messages without a kind", () => {
  it("over one in a hundred are told once in five minutes, with a sample", async () => {
    const world = setUpConsumer([]);
    await world.consume([...batch(98, text), ...batch(2, unread("unreadable"))]);
    await world.consume(batch(5, unread("unreadable")));
    expect(told(world)).toMatchObject([
      {
        detail: {
          read: 100,
          unread: 2,
          percent: 2,
          appId: "wx_app_1",
          reason: "unreadable",
          raw: expect.stringContaining("hologram"),
        },
      },
    ]);
    world.clock.advance(300_000);
    await world.consume(batch(3, unread("unreadable")));
    expect(told(world)).toHaveLength(2);
  });

  it("up to one in a hundred are not told, nor is a single one, nor what clients tell each other", async () => {
    const few = setUpConsumer([]);
    await few.consume([...batch(99, text), ...batch(1, unread("unreadable"))]);
    const single = setUpConsumer([]);
    await single.consume(batch(1, unread("unreadable")));
    const technical = setUpConsumer([]);
    await technical.consume(batch(50, unread("technical")));
    expect([few, single, technical].map((world) => told(world).length)).toEqual([0, 0, 0]);
  });

  it("are counted once where they come again, and stop no message where they cannot be counted", async () => {
    const world = setUpConsumer([]);
    const envelopes = batch(2, unread("unreadable"));
    for (let i = 0; i < 3; i++) await world.consume(envelopes);
    expect(told(world)).toEqual([]);
    Object.assign(world.unreadCounts, { add: () => Promise.reject(new Error("away")) });
    expect(await world.restart()(batch(3, unread("unreadable")))).toEqual([undefined, undefined, undefined]);
  });
});
