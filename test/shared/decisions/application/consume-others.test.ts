import { describe, expect, it } from "vitest";
import type { InboundMessage } from "../../../../shared/messages/domain/inbound-message.ts";
import { createRouter, NO_ROUTING } from "../../../../shared/routing/domain/routing.ts";
import { setUpConsumer } from "../../../support/a-consumer.ts";
import { anAccount, anEnvelope, anInboundText, aRule } from "../../../support/builders.ts";

const OTHERS = [
  ...["gh_3f0a1b2c4d5e", "gh_shop", "weixin", "filehelper", "newsapp", "fmessage", "medianote", "qqmail"],
  ...["mphelper", "notifymessage", "mmpay", "tmessage", "qmessage", "floatbottle", "brandsessionholder", "wxid_sister"],
];
const EVERYTHING = [
  aRule({ id: "any", priority: -1, continue: true }),
  aRule({
    id: "ai",
    match: { type: "first-message" },
    actions: [{ type: "ask-ai", fallback: "稍等" }],
    continue: true,
  } as never),
];
const ACCOUNTS = [anAccount(), anAccount({ appId: "wx_app_2", wxid: "wxid_sister" })];

function setUp(rules = EVERYTHING) {
  const world = setUpConsumer(rules, undefined, { accounts: ACCOUNTS });
  let last = 0;
  const from = (sender: string, changes: Partial<InboundMessage> = {}) => {
    last += 1;
    const head = { newMsgId: `${last}`, sender, conversationId: sender, sentAt: world.clock.now() };
    const message = { ...anInboundText({ ...head, text: "你好" }), ...changes } as InboundMessage;
    return anEnvelope({ id: `env-${last}`, message });
  };
  const flags = () => world.journal.entries().map(({ decision }) => decision.flags);
  return { ...world, from, flags };
}

describe("services, Official Accounts and accounts of the fleet", () => {
  it("get no answer to 1,000 messages, of a rule or the AI, and every decision says why", async () => {
    const { consume, from, outbound, ai, flags, counts, deliveries } = setUp();
    const batch = Array.from({ length: 1000 }, (_, index) => from(OTHERS[index % OTHERS.length] ?? ""));
    expect((await consume(batch)).filter(Boolean)).toEqual([]);
    expect([outbound.accepted(), ai.accepted(), deliveries.accepted()].flat()).toEqual([]);
    expect(flags()).toEqual(batch.map(() => ["not-a-customer"]));
    expect(counts.get("InboundNotCustomer")).toBe(1000);
  });

  it("get none in a group either, and a person there does", async () => {
    const { consume, from, texts } = setUp();
    const inGroup = { chat: "group", conversationId: "1@chatroom" } as const;
    await consume([from("wxid_sister", inGroup), from("gh_shop", inGroup), from("wxid_person", inGroup)]);
    expect(texts()).toEqual(["在的"]);
  });

  it.each([["gh_shop"], ["gh_*"], ["wxid_sister"], ["weixin"]])(
    "are answered by a rule that includes %s",
    async (id) => {
      const named = aRule({ id: "named", senders: { include: [id] }, actions: [{ type: "reply", text: "收到" }] });
      const { consume, from, texts, flags } = setUp([named, ...EVERYTHING]);
      await consume([from(id.replace("*", "shop")), from("mmpay")]);
      expect(texts()).toEqual(["收到"]);
      expect(flags()).toEqual([["not-a-customer"], ["not-a-customer"]]);
    },
  );

  it("are not answered by a rule that only excludes others, and a beginning excludes people too", async () => {
    const excluding = aRule({ id: "others", senders: { exclude: ["gh_*", "wxid_a*"] } });
    const { consume, from, texts } = setUp([excluding]);
    await consume([from("gh_shop"), from("weixin"), from("wxid_anna")]);
    expect(texts()).toEqual([]);
    await consume([from("wxid_bert")]);
    expect(texts()).toEqual(["在的"]);
  });

  it("leave requests to be a friend, which a service brings, to the rules", async () => {
    const accept = aRule({
      id: "accept",
      match: { type: "kind", kinds: ["friend-request"] },
      actions: [{ type: "accept-friend" }],
    } as never);
    const { consume, from, outbound, flags } = setUp([accept]);
    const request = {
      fromWxid: "wxid_new",
      nickname: "",
      content: "",
      v3: "v3_1",
      v4: "v4_1",
      scene: 3,
      avatarUrl: "",
    };
    await consume([from("fmessage", { kind: "friend-request", ...request } as never)]);
    expect(flags()).toEqual([[]]);
    expect(outbound.accepted()).toHaveLength(1);
  });

  it("get no answer of a webhook that the routing table asks, unless an entry names them", () => {
    const target = { type: "queue" as const, arn: "arn:aws:sqs:eu-central-1:123456789012:crm" };
    const entry = {
      id: "all",
      name: "All",
      enabled: true,
      priority: 0,
      chat: "any" as const,
      continue: true,
      own: false,
    };
    const ordersBy = (senders?: string[]) =>
      createRouter({
        ...NO_ROUTING,
        entries: [{ ...entry, targets: [target], ...(senders ? { senders } : {}) }],
      } as never).route({ dedupKey: "d" }, anInboundText({ sender: "gh_shop", conversationId: "gh_shop" }), {
        account: anAccount(),
        ownWxids: new Set(),
        now: 0,
      }).orders;
    expect(ordersBy()).toMatchObject([{ unanswerable: true }]);
    expect(ordersBy(["gh_shop"])[0]).not.toHaveProperty("unanswerable");
  });
});
