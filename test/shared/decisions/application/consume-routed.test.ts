import { describe, expect, it } from "vitest";
import { setUpConsumer } from "../../../support/a-consumer.ts";
import { aRoute, aRoutingTable } from "../../../support/a-delivery.ts";
import { anEnvelope, anInboundText, aRule } from "../../../support/builders.ts";
import { withEveryCrash } from "../../../support/faults.ts";

const numbered = (number: number) =>
  anEnvelope({ id: `env-${number}`, message: anInboundText({ newMsgId: String(number), text: `你好 ${number}` }) });
const emitting = aRule({
  actions: [
    { type: "reply", text: "好" },
    { type: "emit-event", event: "Asked" },
  ],
});

function setUp(...[rules, crash]: Parameters<typeof setUpConsumer>) {
  const consumer = setUpConsumer(rules, crash);
  consumer.routing.table = aRoutingTable(1);
  const routed = () => consumer.deliveries.accepted().map(({ routed: { type, message } }) => [type, message.newMsgId]);
  return { ...consumer, routed };
}

describe("messages that the routing table steers", () => {
  it("are delivered, and answered by the rules as well", async () => {
    const { consume, routed, texts, journal, counts } = setUp([emitting]);
    expect(await consume([numbered(1), numbered(2)])).toEqual([undefined, undefined]);
    expect(routed()).toEqual([
      ["MessageRouted", "1"],
      ["Asked", "1"],
      ["MessageRouted", "2"],
      ["Asked", "2"],
    ]);
    expect(texts()).toEqual(["好", "好"]);
    expect(journal.entries()[0]?.decision.deliveries).toHaveLength(2);
    expect(counts.get("DeliveryOrdered")).toBe(4);
  });

  it("are not seen by the rules where the table keeps them", async () => {
    const { consume, routing, routed, texts, journal } = setUp([emitting]);
    routing.table = aRoutingTable(1, [aRoute({ continue: false })]);
    await consume([numbered(1)]);
    expect(routed()).toEqual([["MessageRouted", "1"]]);
    expect(texts()).toEqual([]);
    expect(journal.entries()[0]?.decision.rules).toEqual([]);
  });

  it("go where they were decided to go at a retry, whatever the table says by then", async () => {
    const { consume, routing, routed } = setUp([emitting]);
    await consume([numbered(1)]);
    const before = routed();
    routing.table = aRoutingTable(2, []);
    await consume([numbered(1)]);
    expect(routed()).toEqual(before);
  });

  it("may depend on a tag that the person's message before has given", async () => {
    const tagging = aRule({ actions: [{ type: "tag-user", add: ["vip"] }] });
    const { consume, routing, routed } = setUp([tagging]);
    routing.table = aRoutingTable(1, [aRoute({ userTags: ["vip"] })]);
    await consume([numbered(1), numbered(2)]);
    await consume([numbered(3)]);
    expect(routed()).toEqual([
      ["MessageRouted", "2"],
      ["MessageRouted", "3"],
    ]);
  });

  it("come again where the queue of deliveries refuses them; nobody else's order is touched", async () => {
    const { consume, deliveries, counts } = setUp([]);
    deliveries.down.now = true;
    const results = await consume([numbered(1), numbered(2)]);
    expect(results.map(String)).toEqual(new Array(2).fill("AppError: the queue of deliveries refused one"));
    expect(counts.get("DeliveryRefused")).toBe(2);
  });

  it("are each delivered and answered once, wherever the consumer dies", async () => {
    await withEveryCrash(async (crash, where) => {
      const { consume, restart, deliveries, texts } = setUp([emitting], crash);
      await consume([numbered(1), numbered(2)]).catch(() => undefined);
      await restart()([numbered(1), numbered(2)]);
      expect(
        deliveries.accepted().map(({ routed }) => routed.message.newMsgId),
        where,
      ).toEqual(["1", "1", "2", "2"]);
      expect(texts(), where).toEqual(["好", "好"]);
    });
  });

  it("are not those of an account that nobody registered", async () => {
    const { consume, accounts, deliveries } = setUp([]);
    await accounts.flagUnknown("wx_stranger", "wxid_x", 1);
    await consume([anEnvelope({ message: anInboundText({ appId: "wx_stranger" }) })]);
    expect(deliveries.accepted()).toEqual([]);
  });
});
