import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  attemptsBefore,
  type CommandState,
  commandStates,
  isClosable,
  isResendable,
  judgeClaim,
  type LedgerEntry,
  needsAttention,
} from "../../../../shared/outbound/domain/ledger.ts";
import { aCommand, NOON } from "../../../support/builders.ts";

const aRow = (state: CommandState, changes: Partial<LedgerEntry> = {}): LedgerEntry => ({
  command: aCommand(),
  state,
  attempts: 0,
  updatedAt: NOON,
  ...changes,
});
const ofGeneration = (generation: number) => aCommand({ generation });

describe("the judgement of a claim", () => {
  it("is `send` for a command that nobody knows", () => {
    expect(judgeClaim(undefined, aCommand(), NOON)).toBe("send");
  });

  it("waits for a lease in force and calls one that ran out lost", () => {
    const row = aRow("sending", { owner: "a", leaseUntil: NOON + 1 });
    expect(judgeClaim(row, aCommand(), NOON)).toBe("wait");
    expect(judgeClaim(row, aCommand(), NOON + 1)).toBe("lost");
    expect(judgeClaim(aRow("sending"), ofGeneration(9), NOON)).toBe("lost");
  });

  it("sends a reserved command in its own or a later generation", () => {
    const row = aRow("reserved", { command: ofGeneration(2) });
    expect([1, 2, 3].map((generation) => judgeClaim(row, ofGeneration(generation), NOON))).toEqual([
      "done",
      "send",
      "send",
    ]);
  });

  it.each(commandStates.filter((state) => isResendable(state) && state !== "held"))(
    "sends a command in %s again only in a higher generation",
    (state) => {
      const row = aRow(state, { command: ofGeneration(1) });
      expect([0, 1, 2].map((generation) => judgeClaim(row, ofGeneration(generation), NOON))).toEqual([
        "done",
        "done",
        "send",
      ]);
    },
  );

  it("sends what a pause held again in the same generation too: whoever asks knows that its run goes on", () => {
    const row = aRow("held", { command: ofGeneration(1) });
    expect([0, 1, 2].map((generation) => judgeClaim(row, ofGeneration(generation), NOON))).toEqual([
      "done",
      "send",
      "send",
    ]);
  });

  it("sends what a resume queued again only where it still waits; an operator's resend has a time of its own", () => {
    const ofRun = { origin: { broadcastId: "news", runId: "run_1" } };
    const inState = (state: CommandState) => aRow(state, { command: aCommand(ofRun) });
    const resumed = aCommand({ ...ofRun, generation: 1 });
    const resent = { ...resumed, notAfter: resumed.notAfter + 1 };
    const sendable = (command: typeof resumed) =>
      commandStates.filter((state) => judgeClaim(inState(state), command, NOON) === "send").sort();
    expect(sendable(resumed)).toEqual(["held", "reserved"]);
    expect(sendable(resent)).toEqual(["expired", "failed", "held", "reserved", "unknown"]);
  });

  const anyRow = fc.record({
    state: fc.constantFrom(...commandStates),
    generation: fc.nat(5),
    leaseUntil: fc.option(fc.integer({ min: NOON - 10, max: NOON + 10 }), { nil: undefined }),
  });

  it("never says send of what was sent, is being sent, or ended in this generation or a later one", () => {
    fc.assert(
      fc.property(anyRow, fc.nat(6), ({ state, generation, leaseUntil }, mine) => {
        const row = aRow(state, {
          command: ofGeneration(generation),
          ...(leaseUntil === undefined ? {} : { leaseUntil }),
        });
        const claim = judgeClaim(row, ofGeneration(mine), NOON);
        if (state === "sent" || state === "sending") expect(claim).not.toBe("send");
        const waits = state === "reserved" || state === "held";
        if (!waits && mine <= generation) expect(claim).not.toBe("send");
        if (waits && mine < generation) expect(claim).toBe("done");
        if (isClosable(row, ofGeneration(mine), NOON)) expect(claim).toBe("send");
      }),
    );
  });
});

describe("a row of the ledger", () => {
  it("counts the tries of its own generation; a resend begins anew", () => {
    expect(attemptsBefore(undefined, aCommand())).toBe(0);
    const row = aRow("reserved", { attempts: 6 });
    expect(attemptsBefore(row, ofGeneration(0))).toBe(6);
    expect(attemptsBefore(row, ofGeneration(1))).toBe(0);
  });

  it("can be closed untried unless it is unknown, under way or done", () => {
    const closable = commandStates.filter((state) => isClosable(aRow(state), ofGeneration(1), NOON));
    expect(closable.sort()).toEqual(["expired", "failed", "held", "reserved"]);
    expect(isClosable(undefined, aCommand(), NOON)).toBe(true);
    expect(isClosable(aRow("unknown"), ofGeneration(7), NOON)).toBe(false);
  });

  it("needs a person where it is unknown or failed", () => {
    expect(commandStates.filter(needsAttention)).toEqual(["failed", "unknown"]);
  });
});
