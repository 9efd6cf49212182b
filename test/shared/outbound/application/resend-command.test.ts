import { describe, expect, it } from "vitest";
import { createMemoryLedger } from "../../../../shared/outbound/adapters/memory-ledger.ts";
import type { Ledger } from "../../../../shared/outbound/application/ports/outbound.ts";
import { createResendCommand } from "../../../../shared/outbound/application/resend-command.ts";
import type { OutboundCommand } from "../../../../shared/outbound/domain/command.ts";
import { commandStates, isResendable, type LedgerEntry } from "../../../../shared/outbound/domain/ledger.ts";
import { aCommand, NOON } from "../../../support/builders.ts";

const LATER = NOON + 86_400_000;

function setUp(ledger: Pick<Ledger, "get">, refused: ReadonlySet<string> = new Set()) {
  const sent: OutboundCommand[] = [];
  const resend = createResendCommand({
    ledger: { ...createMemoryLedger(), ...ledger },
    outbound: {
      async send(commands) {
        sent.push(...commands);
        return refused;
      },
    },
    clock: { now: () => LATER, sleep: async () => undefined },
  });
  return { resend, sent };
}

const holding = (changes: Partial<LedgerEntry>): Pick<Ledger, "get"> => ({
  get: async () => ({ command: aCommand(), state: "unknown", attempts: 0, updatedAt: NOON, ...changes }),
});

describe("sending a command again", () => {
  it.each(commandStates.filter(isResendable))("queues a command that is %s in its next generation", async (state) => {
    const { resend, sent } = setUp(holding({ state, command: aCommand({ generation: 4 }) }));
    const again = aCommand({ generation: 5, notAfter: LATER + 3_600_000 });
    expect(await resend("cmd_1")).toEqual(again);
    expect(sent).toEqual([again]);
  });

  it.each(commandStates.filter((state) => !isResendable(state)))("refuses a command that is %s", async (state) => {
    const { resend, sent } = setUp(holding({ state }));
    await expect(resend("cmd_1")).rejects.toMatchObject({ code: "conflict", details: { commandId: "cmd_1" } });
    expect(sent).toEqual([]);
  });

  it("refuses a command that the ledger does not have", async () => {
    const { resend } = setUp({ get: async () => undefined });
    await expect(resend("cmd_1")).rejects.toMatchObject({ code: "not-found" });
  });

  it("says so when the queue does not take it, and that it may be asked again", async () => {
    const { resend } = setUp(holding({}), new Set(["cmd_1"]));
    await expect(resend("cmd_1")).rejects.toMatchObject({ code: "unavailable", retryable: true });
  });

  it("is claimed once by the ledger, however often it was asked for", async () => {
    const ledger = createMemoryLedger();
    await ledger.claim(aCommand(), "sender-1", NOON + 1, NOON);
    await ledger.finish("cmd_1", "sender-1", { state: "unknown", reason: { code: "timeout" } }, NOON);
    const { resend } = setUp(ledger);
    const first = await resend("cmd_1");
    const second = await resend("cmd_1");
    expect(await ledger.claim(first, "sender-2", LATER + 1000, LATER)).toMatchObject({ claimed: true });
    await ledger.finish("cmd_1", "sender-2", { state: "unknown", reason: { code: "timeout" } }, LATER);
    expect(await ledger.claim(second, "sender-3", LATER + 1000, LATER)).toMatchObject({ claimed: false });
  });
});
