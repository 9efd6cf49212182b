import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { commandSchema } from "../../../../shared/outbound/domain/command.ts";
import { webhookAnswer } from "../../../../shared/routing/domain/webhook-answer.ts";
import { signedHeaders, webhookSecret } from "../../../../shared/routing/domain/webhook-signature.ts";
import { webhookUrlFault } from "../../../../shared/routing/domain/webhook-url.ts";
import { aDelivery } from "../../../support/a-delivery.ts";
import { anInboundText, NOON } from "../../../support/builders.ts";

const { routed } = aDelivery();
const answered = (answer: unknown, of = routed) => webhookAnswer(JSON.stringify(answer), of);

describe("what a webhook answers", () => {
  it("becomes replies in the conversation, with the same ids each time", () => {
    const answer = {
      actions: [
        { type: "reply", text: "{{sender.name}}" },
        { type: "reply", oneOf: [{ text: "二" }] },
      ],
    };
    const { commands } = answered(answer);
    expect(commands).toMatchObject([
      { appId: "wx_app_1", to: "wxid_friend", content: { type: "text", text: "{{sender.name}}" } },
      { to: "wxid_friend", content: { text: "二" }, origin: { deliveryId: "dlv_1" } },
    ]);
    expect(answered(answer)).toEqual({ commands });
    for (const command of commands ?? []) expect(commandSchema.parse(command)).toEqual(command);
  });

  it("goes out in parts at an Official Account, which cannot send everything", () => {
    const official = { ...routed, account: { ...routed.account, channel: "official" as const } };
    const { commands = [] } = answered({ actions: [{ type: "reply", text: "一".repeat(700) }] }, official);
    expect(commands.map(({ content }) => content)).toEqual([
      { type: "text", text: "一".repeat(682) },
      { type: "text", text: "一".repeat(18) },
    ]);
    expect(new Set(commands.map(({ id }) => id)).size).toBe(2);
    const card = { type: "card", wxid: "wxid_a", nickname: "客服" };
    const { fault } = answered({ actions: [{ type: "reply", content: card }] }, official);
    expect(fault).toContain("an Official Account cannot send 'card'");
  });

  it.each(["", "OK", "[]", "null", "{}", '{"ok":true}'])("is nothing where it is %s", (body) => {
    expect(webhookAnswer(body, routed)).toEqual({ commands: [] });
  });

  it.each<[string, unknown]>([
    ["another action", { actions: [{ type: "forward", to: "wxid_other" }] }],
    ["another conversation", { actions: [{ type: "reply", text: "x", to: "wxid_other" }] }],
    ["a content that cannot be sent", { actions: [{ type: "reply", content: { type: "app", xml: "<no" } }] }],
    ["a file from nowhere", { actions: [{ type: "reply", content: { type: "image", url: "http://10.0.0.1/" } }] }],
    [
      "too much",
      { actions: Array.from({ length: 2 }, () => ({ type: "reply", messages: new Array(6).fill({ text: "x" }) })) },
    ],
  ])("may not be %s", (_what, answer) => {
    expect(answered(answer)).toEqual({ fault: expect.any(String) });
  });

  it("goes nowhere where there is no conversation", () => {
    const { routed: nowhere } = aDelivery({}, anInboundText({ conversationId: "" }));
    expect(answered({ actions: [{ type: "reply", text: "x" }] }, nowhere)).toHaveProperty("fault");
  });
});

describe("a webhook's signature", () => {
  const since = { secretVersion: 1, secretSince: NOON };

  it("is the HMAC of id, time and body by the secret that the receiver was told", () => {
    const headers = signedHeaders("the key", "crm", since, "dlv_1", "{}", NOON);
    const secret = Buffer.from(webhookSecret("the key", "crm", 1).replace("whsec_", ""), "base64");
    const hmac = createHmac("sha256", secret)
      .update(`dlv_1.${NOON / 1000}.{}`)
      .digest("base64");
    expect(headers).toEqual({
      "webhook-id": "dlv_1",
      "webhook-timestamp": String(NOON / 1000),
      "webhook-signature": `v1,${hmac}`,
    });
  });

  it("is made by the secret before as well, for a day after a new one", () => {
    const [before] = [signedHeaders("k", "crm", since, "1", "{}", NOON)["webhook-signature"]];
    const signatures = (now: number) =>
      signedHeaders("k", "crm", { secretVersion: 2, secretSince: NOON }, "1", "{}", now)["webhook-signature"];
    expect(signatures(NOON)?.split(" ")[1]).toBe(before);
    expect(signatures(NOON + 86_400_000)).not.toContain(" ");
    expect(webhookSecret("k", "crm", 1)).not.toBe(webhookSecret("k", "erp", 1));
  });
});

it.each<[string, boolean]>([
  ["https://crm.example.com/in?a=1", true],
  ["http://10.0.0.5:8080/in", true],
  ["http://10.0.0.6:8080/in", false],
  ["https://127.0.0.1/", false],
  ["crm", false],
])("the URL %s may be a webhook's: %s", (url, may) => {
  expect(webhookUrlFault(url, ["http://10.0.0.5:8080"]) === undefined).toBe(may);
});
