import { describe, expect, it } from "vitest";
import { deliverySchema, type Target } from "../../../../shared/deliveries/domain/delivery.ts";
import { deliveryOf, ROUTED_LIMIT } from "../../../../shared/deliveries/domain/routed-message.ts";
import { isInShare } from "../../../../shared/kernel/domain/share.ts";
import type { InboundMessage } from "../../../../shared/messages/domain/inbound-message.ts";
import { createRouter, type Route, routingDraftSchema } from "../../../../shared/routing/domain/routing.ts";
import { anOrder, aRoute, aRoutingTable } from "../../../support/a-delivery.ts";
import { anAccount, anInboundText, NOON } from "../../../support/builders.ts";

const WEBHOOK: Target = { type: "webhook", webhook: "crm" };
const BUS: Target = { type: "event-bus" };

function routed(entries: readonly Route[], message: InboundMessage = anInboundText(), account = anAccount()) {
  const circumstances = { account, ownWxids: new Set(["wxid_sister"]), now: NOON };
  return createRouter(aRoutingTable(2, entries)).route({ dedupKey: "7" }, message, circumstances);
}

const isRouted = (entry: Partial<Route>, message?: InboundMessage, account = anAccount()) =>
  routed([aRoute(entry)], message, account).orders.length === 1;

describe("the routing table", () => {
  it("steers a message to every target of every entry, higher priorities first, each target once", () => {
    const low = aRoute({ id: "low", targets: [BUS, WEBHOOK] });
    const high = aRoute({ id: "high", priority: 1, targets: [WEBHOOK] });
    const { orders, stop } = routed([low, high]);
    expect(orders.map(({ target, origin }) => [target.type, origin.id])).toEqual([
      ["webhook", "high"],
      ["event-bus", "low"],
    ]);
    expect(stop).toBe(false);
  });

  it("gives the same message and target the same id, whichever entry names it", () => {
    const [first] = routed([aRoute()]).orders;
    const [second] = routed([aRoute({ id: "renamed" })]).orders;
    expect(second?.id).toBe(first?.id);
    expect(routed([aRoute({ targets: [BUS] })]).orders[0]?.id).not.toBe(first?.id);
  });

  it("ends at an entry that does not continue", () => {
    const { orders, stop } = routed([aRoute({ continue: false }), aRoute({ id: "later", targets: [BUS] })]);
    expect([orders.length, stop]).toEqual([1, true]);
    expect(routed([aRoute({ continue: false, enabled: false })])).toEqual({ orders: [], stop: false });
  });

  it.each<[string, Partial<Route>, boolean]>([
    ["its account", { accounts: ["wx_app_1"] }, true],
    ["another account", { accounts: ["wx_app_2"] }, false],
    ["a tag of its account", { accounts: ["wx_app_2"], tags: ["vip"] }, true],
    ["another tag", { tags: ["new"] }, false],
    ["its kind", { kinds: ["text"] }, true],
    ["another kind", { kinds: ["image"] }, false],
    ["private chats", { chat: "private" }, true],
    ["groups", { chat: "group" }, false],
    ["its conversation", { conversations: ["wxid_friend"] }, true],
    ["another conversation", { conversations: ["1@chatroom"] }, false],
    ["its sender", { senders: ["wxid_friend"] }, true],
    ["another sender", { senders: ["wxid_other"] }, false],
    ["everybody", { share: { percent: 100, from: 0, salt: "" } }, true],
    ["nobody", { share: { percent: 0, from: 0, salt: "" } }, false],
  ])("matches by %s", (_what, entry, matches) => {
    expect(isRouted(entry, anInboundText(), anAccount({ tags: ["vip"] }))).toBe(matches);
  });

  it("asks for the tags of a person only where an entry depends on them, and then goes by them", () => {
    const router = createRouter(aRoutingTable(1, [aRoute({ userTags: ["vip"], senders: ["wxid_friend"] })]));
    const circumstances = { account: anAccount(), ownWxids: new Set<string>(), now: NOON };
    expect(router.wantsUserTags(anInboundText({ sender: "wxid_other" }), circumstances)).toBe(false);
    expect(router.wantsUserTags(anInboundText(), circumstances)).toBe(true);
    const orders = (userTags?: ReadonlySet<string>) =>
      router.route({ dedupKey: "7" }, anInboundText(), { ...circumstances, userTags }).orders.length;
    expect([orders(), orders(new Set(["new"])), orders(new Set(["new", "vip"]))]).toEqual([0, 0, 1]);
  });

  it("leaves alone what the fleet wrote, unless told, and lets nobody answer it", () => {
    for (const own of [{ fromSelf: true }, { sender: "wxid_me" }, { sender: "wxid_sister" }]) {
      expect(isRouted({}, anInboundText(own))).toBe(false);
      expect(routed([aRoute({ own: true })], anInboundText(own)).orders).toMatchObject([{ unanswerable: true }]);
    }
  });

  it("refuses entries of one name and webhooks that nobody made", () => {
    const entries = [{ ...aRoute() }, { ...aRoute({ targets: [{ type: "webhook", webhook: "none" }] }) }];
    const { error } = routingDraftSchema.safeParse({ entries });
    expect(error?.issues.map(({ path }) => path.join("."))).toEqual(["entries.1.id", "entries.1.targets.0.webhook"]);
  });
});

describe("a share of the users", () => {
  const users = Array.from({ length: 4000 }, (_, index) => `wxid_${index}`);
  const inShare = (share: { percent: number; from: number; salt: string }) =>
    users.filter((user) => isInShare(user, share));

  it("is about as large as asked for, and always the same people", () => {
    const share = { percent: 10, from: 0, salt: "" };
    expect(inShare(share).length).toBeGreaterThan(320);
    expect(inShare(share).length).toBeLessThan(480);
    expect(inShare(share)).toEqual(inShare(share));
  });

  it("splits everybody between neighbours, and others by another salt", () => {
    const first = inShare({ percent: 30, from: 0, salt: "a" });
    const rest = inShare({ percent: 70, from: 30, salt: "a" });
    expect([...first, ...rest].toSorted()).toEqual(users.toSorted());
    expect(inShare({ percent: 30, from: 0, salt: "b" })).not.toEqual(first);
  });
});

describe("a routed message", () => {
  it("says what it is about, and is what the worker reads", () => {
    const delivery = deliveryOf(anOrder({ data: { name: "小明" } }), anInboundText(), anAccount({ tags: ["vip"] }));
    expect(delivery.routed).toMatchObject({
      specVersion: "1.0",
      account: { appId: "wx_app_1", wxid: "wxid_me", name: "Shop", tags: ["vip"] },
      message: { text: "你好" },
      data: { name: "小明" },
    });
    expect(deliverySchema.parse(delivery)).toEqual(delivery);
    expect(deliveryOf(anOrder(), anInboundText(), undefined).routed.account.name).toBe("");
    expect(delivery.routed.account).not.toHaveProperty("channel");
    const official = deliveryOf(anOrder(), anInboundText(), anAccount({ channel: "official" }));
    expect(deliverySchema.parse(official).routed.account.channel).toBe("official");
  });

  it("is emptied of its longest texts where it is too large, but never of who and where", () => {
    const { text: _text, ...head } = anInboundText({ conversationId: "c".repeat(300) });
    const thumbnail = "A".repeat(400 * 1024);
    const message: InboundMessage = { ...head, kind: "image", xml: "<msg/>", md5: "0", thumbnail };
    const { routed: small } = deliveryOf(anOrder(), message, anAccount());
    expect(Buffer.byteLength(JSON.stringify(small))).toBeLessThan(ROUTED_LIMIT);
    expect(small).toMatchObject({ omitted: ["message.thumbnail"], message: { xml: "<msg/>", thumbnail: "" } });
    expect(small.message.conversationId).toBe(head.conversationId);
    expect(message.thumbnail).toBe(thumbnail);
  });
});
