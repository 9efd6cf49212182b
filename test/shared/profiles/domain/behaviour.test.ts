import { describe, expect, it } from "vitest";
import { behaviourOf } from "../../../../shared/profiles/domain/behaviour.ts";
import { aDecision, anInboundText, NOON } from "../../../support/builders.ts";

const envelope = { id: "env-1", receivedAt: NOON };
const decision = aDecision({ profile: { user: "wxid_friend" } });
const seenAt = (sentAt: number) => behaviourOf(envelope, anInboundText({ sentAt }), decision)?.seenAt;

describe("when somebody was seen", () => {
  it("is when the message was sent, however late it comes", () => {
    expect(seenAt(NOON - 86_400_000)).toBe(NOON - 86_400_000);
  });

  it.each([
    ["ahead of the one that accepts", NOON + 3_600_000],
    ["not set", 0],
    ["odd", -1.5],
  ])("is when it was accepted, where the vendor's clock is %s", (_what, sentAt) => {
    expect(seenAt(sentAt)).toBe(NOON);
  });
});

it("a message whose decision changes no profile says nothing of its sender", () => {
  expect(behaviourOf(envelope, anInboundText(), aDecision())).toBeUndefined();
});
