import { describe, expect, it } from "vitest";
import { commandSchema } from "../../../../shared/outbound/domain/command.ts";
import { commandStates } from "../../../../shared/outbound/domain/ledger.ts";
import { judgeHolder, sendLockOf } from "../../../../shared/outbound/domain/send-lock.ts";
import { aCommand, NOON } from "../../../support/builders.ts";

describe("a send lock", () => {
  it("is the same for the same content from the same account to the same recipient, whatever asks for it", () => {
    const lock = sendLockOf(aCommand());
    expect(sendLockOf(aCommand({ id: "cmd_2", generation: 3, createdAt: 1, origin: { deliveryId: "d" } }))).toBe(lock);
    for (const other of [{ appId: "wx_b" }, { to: "wxid_other" }, { content: { type: "text", text: "在" } as const }]) {
      expect(sendLockOf(aCommand(other))).not.toBe(lock);
    }
  });

  it("does not depend on the order in which a content's parts were written", () => {
    const [one, other] = [
      { type: "link", title: "新品", description: "", url: "https://example.com/", thumbUrl: "https://example.com/a" },
      { thumbUrl: "https://example.com/a", url: "https://example.com/", description: "", title: "新品", type: "link" },
    ].map((content) => sendLockOf(commandSchema.parse({ ...aCommand(), content })));
    expect(one).toBe(other);
  });

  it("holds while its owner sent or may have, and means nothing once nothing went out", () => {
    const judge = (state: (typeof commandStates)[number]) =>
      judgeHolder({ command: aCommand(), state, attempts: 0, updatedAt: NOON, leaseUntil: NOON + 1 }, NOON);
    expect(Object.fromEntries(commandStates.map((state) => [state, judge(state)]))).toEqual({
      reserved: "over",
      sending: "under way",
      sent: "sent",
      failed: "over",
      unknown: "sent",
      held: "over",
      expired: "over",
    });
    expect(judgeHolder(undefined, NOON)).toBe("over");
    const lost = { command: aCommand(), state: "sending", attempts: 0, updatedAt: NOON } as const;
    expect([judgeHolder(lost, NOON), judgeHolder({ ...lost, leaseUntil: NOON }, NOON)]).toEqual(["sent", "sent"]);
  });
});
