import { describe, expect, it } from "vitest";
import { createResendCommand } from "../../../../shared/outbound/application/resend-command.ts";
import { createRevokeCommand, REVOKE_WINDOW } from "../../../../shared/outbound/application/revoke-command.ts";
import type { OutboundCommand } from "../../../../shared/outbound/domain/command.ts";
import type { SendOutcome } from "../../../../shared/outbound/domain/outcome.ts";
import { setUpSender } from "../../../support/a-sender.ts";
import { aCommand, NOON } from "../../../support/builders.ts";
import { withEveryCrash } from "../../../support/faults.ts";
import { failedBy, recordingOutboundQueue } from "../../../support/recording-ports.ts";

const SENT: SendOutcome = { type: "sent", newMsgId: "7773749793478223190", msgId: "5", createTime: NOON / 1000 };

/** A sender that has sent (or tried to send) one command. */
async function setUp(outcomes: readonly SendOutcome[] = [SENT], command: OutboundCommand = aCommand()) {
  const sender = setUpSender(outcomes);
  const outbound = recordingOutboundQueue();
  const deps = { ledger: sender.ledger, outbound, clock: sender.clock, metrics: sender.metrics };
  await sender.send([command]);
  return { ...sender, outbound, revoke: createRevokeCommand(deps), resend: createResendCommand(deps) };
}

describe("taking a message back", () => {
  it("queues the revoke by what the gateway said of the message, for as long as WeChat allows it", async () => {
    const { revoke, outbound, send, gateway, ledger } = await setUp();
    const revocation = await revoke("cmd_1");
    expect(revocation).toMatchObject({
      appId: "wx_app_1",
      to: "wxid_friend",
      generation: 0,
      content: { type: "revoke", msgId: "5", newMsgId: "7773749793478223190", createTime: NOON / 1000 },
      notAfter: NOON + REVOKE_WINDOW,
      origin: { revokes: "cmd_1" },
    });
    expect(outbound.accepted()).toEqual([revocation]);
    expect(await ledger.get(revocation.id)).toMatchObject({ state: "reserved" });
    await send(outbound.accepted());
    expect(gateway.ids()).toEqual(["cmd_1", revocation.id]);
    await expect(revoke("cmd_1")).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("already"),
    });
  });

  it("revokes once what is asked for twice, also when the queue forgot", async () => {
    const { revoke, outbound, send, gateway } = await setUp();
    const first = await revoke("cmd_1");
    const queued = outbound.accepted();
    outbound.forget();
    expect(await revoke("cmd_1")).toEqual(first);
    await send([...queued, ...outbound.accepted()]);
    expect(gateway.ids()).toEqual(["cmd_1", first.id]);
  });

  it("tries again in the next generation after a failure, while there is time", async () => {
    const { revoke, send, gateway, clock, resend } = await setUp([SENT, failedBy("refused")]);
    const first = await revoke("cmd_1");
    await send([first]);
    await expect(resend(first.id)).rejects.toMatchObject({ code: "conflict" });
    clock.advance(REVOKE_WINDOW - 1000);
    const second = await revoke("cmd_1");
    expect(second).toMatchObject({ id: first.id, generation: 1, notAfter: first.notAfter });
    await send([second]);
    expect(gateway.ids()).toEqual(["cmd_1", first.id, first.id]);
    clock.advance(2000);
    await expect(revoke("cmd_1")).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("121 s ago"),
    });
  });

  it("lets a revoke expire that comes to its turn too late", async () => {
    const { revoke, send, gateway, clock, stateOf } = await setUp();
    const revocation = await revoke("cmd_1");
    clock.advance(REVOKE_WINDOW + 1000);
    await send([revocation]);
    expect(gateway.ids()).toEqual(["cmd_1"]);
    expect(await stateOf(revocation.id)).toBe("expired");
  });

  it("goes by our own clock where the gateway gave no time", async () => {
    const { revoke } = await setUp([{ ...SENT, createTime: 0 }]);
    expect((await revoke("cmd_1")).content).toMatchObject({ createTime: NOON / 1000 });
  });

  it.each<[string, readonly SendOutcome[], OutboundCommand, string]>([
    ["that failed", [failedBy("refused")], aCommand(), "'failed'"],
    ["of which nobody knows", [failedBy("timeout")], aCommand(), "'unknown'"],
    ["whose ids the gateway did not say", [{ ...SENT, msgId: "" }], aCommand(), "ids"],
    [
      "that made no message",
      [SENT],
      aCommand({ content: { type: "accept-friend", v3: "a", v4: "b", scene: 1 } }),
      "accept-friend",
    ],
    [
      "that is a revoke",
      [SENT],
      aCommand({ content: { type: "revoke", msgId: "1", newMsgId: "2", createTime: 3 } }),
      "revoke",
    ],
  ])("refuses a command %s", async (_what, outcomes, command, words) => {
    const { revoke, outbound } = await setUp(outcomes, command);
    await expect(revoke("cmd_1")).rejects.toMatchObject({ code: "conflict", message: expect.stringContaining(words) });
    expect(outbound.calls).toEqual([]);
  });

  it("knows no command that is not in the ledger, and says when the queue refuses", async () => {
    const { revoke, outbound } = await setUp();
    await expect(revoke("cmd_2")).rejects.toMatchObject({ code: "not-found" });
    const { id } = await revoke("cmd_1");
    outbound.refused.add(id);
    await expect(revoke("cmd_1")).rejects.toMatchObject({ code: "unavailable", retryable: true });
  });

  it("is mended by a repetition wherever it broke off", async () => {
    await withEveryCrash(async (crash, where) => {
      const { ledger, outbound, clock, metrics, revoke, send, gateway } = await setUp();
      const broken = { ledger: crash.port(ledger), outbound: crash.port(outbound), clock, metrics };
      await createRevokeCommand(broken)("cmd_1").catch(() => undefined);
      const { id } = await revoke("cmd_1");
      await send(outbound.accepted());
      expect(gateway.ids(), where).toEqual(["cmd_1", id]);
    });
  });
});
