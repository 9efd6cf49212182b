import { describe, expect, it, vi } from "vitest";
import { AppError } from "../../../../../shared/kernel/domain/errors.ts";
import type { Ledger } from "../../../../../shared/outbound/application/ports/outbound.ts";
import type { SendOutcome } from "../../../../../shared/outbound/domain/outcome.ts";
import { setUpSender, unlimited } from "../../../../support/a-sender.ts";
import { aCommand, NOON } from "../../../../support/builders.ts";
import { failedBy, sentAs } from "../../../../support/recording-ports.ts";

const FAR = NOON + 1_000_000;

describe("sending a command", () => {
  it("claims it, sends it once and keeps the vendor's id", async () => {
    const { sendOne, ledger, gateway, counts } = setUpSender([sentAs("9007199254740993")]);
    expect(await sendOne(aCommand(), unlimited(), FAR)).toEqual({ done: true });
    expect(await ledger.get("cmd_1")).toMatchObject({ state: "sent", newMsgId: "9007199254740993" });
    expect(await sendOne(aCommand(), unlimited(), FAR)).toEqual({ done: true });
    expect(gateway.ids()).toEqual(["cmd_1"]);
    expect(counts.get("CommandSent")).toBe(1);
    expect(counts.get("CommandDuplicate")).toBe(1);
  });

  it("has claimed it before the call, for longer than the longest call", async () => {
    const { sendOne, ledger, gateway } = setUpSender();
    const seen: unknown[] = [];
    const send = gateway.send;
    vi.spyOn(gateway, "send").mockImplementation(async (command) => {
      seen.push(await ledger.get("cmd_1"));
      return send(command);
    });
    await sendOne(aCommand(), unlimited(), FAR);
    expect(seen).toEqual([expect.objectContaining({ state: "sending", leaseUntil: NOON + 35_000 })]);
  });
});

describe("an answer of the ledger that is lost", () => {
  type Call = (...args: readonly unknown[]) => Promise<unknown>;

  /** Lets the ledger's next call of a method take effect and throw. */
  function losing(ledger: Ledger, method: keyof Ledger) {
    const real = ledger[method] as Call;
    const spy = vi.fn<Call>(real).mockImplementationOnce(async (...args) => {
      await real(...args);
      throw new AppError("unavailable", "no answer", { retryable: true });
    });
    Object.assign(ledger, { [method]: spy });
    return spy;
  }

  it("to a claim is asked for again under the same owner, and the command goes out at once", async () => {
    const { sendOne, ledger, gateway, clock, stateOf } = setUpSender();
    const claim = losing(ledger, "claim");
    expect(await sendOne(aCommand(), unlimited(), FAR)).toEqual({ done: true });
    expect(clock.sleeps).toEqual([100]);
    const owners = claim.mock.calls.map((args) => args[1]);
    expect(new Set(owners).size).toBe(1);
    expect([gateway.ids(), await stateOf("cmd_1")]).toEqual([["cmd_1"], "sent"]);
  });

  it("to an end is asked for again, and nothing is done twice", async () => {
    const { sendOne, ledger, counts, stateOf } = setUpSender();
    losing(ledger, "finish");
    expect(await sendOne(aCommand(), unlimited(), FAR)).toEqual({ done: true });
    expect([counts.get("CommandSent"), await stateOf("cmd_1")]).toEqual([1, "sent"]);
  });

  it("to an act that ends a lost command does not keep it from being reported", async () => {
    const { sendOne, ledger, events, clock } = setUpSender();
    await ledger.claim(aCommand(), "dead", NOON + 35_000, NOON);
    clock.advance(35_000);
    losing(ledger, "abandon");
    expect(await sendOne(aCommand(), unlimited(), FAR)).toEqual({ done: true });
    losing(ledger, "close");
    expect(await sendOne(aCommand({ id: "cmd_2" }), undefined, FAR)).toEqual({ done: true });
    expect(events.types()).toEqual(["CommandUnknown", "CommandFailed"]);
  });

  it("until the deadline leaves a claim that the same process takes back", async () => {
    const { process, ledger, gateway, stateOf, clock } = setUpSender();
    const { sendOne, send } = process();
    const away = new AppError("unavailable", "no answer", { retryable: true });
    const claim = losing(ledger, "claim").mockRejectedValue(away);
    await expect(sendOne(aCommand(), unlimited(), NOON + 5000)).rejects.toBe(away);
    expect(clock.now()).toBeLessThan(NOON + 5000);
    expect(await stateOf("cmd_1")).toBe("sending");
    claim.mockReset();
    await send([]);
    expect(await ledger.get("cmd_1")).toMatchObject({ state: "reserved", reason: { code: "store-away" } });
    expect(await process().sendOne(aCommand(), unlimited(), FAR)).toEqual({ done: true });
    expect(gateway.ids()).toEqual(["cmd_1"]);
  });

  it("makes no call where the claim came after the deadline", async () => {
    const { sendOne, ledger, gateway, clock, stateOf } = setUpSender();
    const real = ledger.claim;
    vi.spyOn(ledger, "claim").mockImplementation(async (...args) => {
      clock.advance(3000);
      return real(...args);
    });
    expect(await sendOne(aCommand(), unlimited(), NOON + 2000)).toMatchObject({ done: false, untried: true });
    expect(gateway.calls).toEqual([]);
    expect(await stateOf("cmd_1")).toBe("reserved");
  });
});

describe("a definite failure", () => {
  it("is retried in line after half a second, then by visibility, doubling", async () => {
    const { sendOne, clock, gateway, counts } = setUpSender(Array.from({ length: 7 }, () => failedBy("throttled")));
    const delays = [];
    for (let receive = 0; receive < 6; receive++) {
      const result = await sendOne(aCommand(), unlimited(), FAR);
      if (!result.done) delays.push(result.delaySeconds);
    }
    expect(clock.sleeps).toEqual([500]);
    expect(delays).toEqual([1, 2, 4, 8, 16, 32]);
    expect(gateway.calls).toHaveLength(7);
    expect(counts.get('CommandRetried{"cause":"throttled"}')).toBe(7);
  });

  it("is not retried in line where the time is over", async () => {
    const { sendOne, clock } = setUpSender([failedBy("dns")]);
    expect(await sendOne(aCommand(), unlimited(), NOON + 500)).toMatchObject({
      done: false,
      delaySeconds: 1,
      parked: false,
      failure: { code: "unreachable", details: { cause: "dns" } },
    });
    expect(clock.sleeps).toEqual([]);
  });

  it("is retried when the upstream asked to be asked again", async () => {
    const { sendOne, clock } = setUpSender([{ ...failedBy("unavailable"), retryAfterMs: 7000 } as SendOutcome]);
    expect(await sendOne(aCommand(), unlimited(), FAR)).toMatchObject({ done: false, delaySeconds: 7, parked: false });
    clock.advance(7000);
    expect(await sendOne(aCommand(), unlimited(), FAR)).toEqual({ done: true });
  });

  it.each(["not-connected", "dns", "throttled", "unauthorized", "not-prepared"] as const)(
    "by `%s` lies with no command: it is tried until it is sent or too old, a minute apart at most",
    async (cause) => {
      const { sendOne, stateOf, clock } = setUpSender(Array.from({ length: 40 }, () => failedBy(cause)));
      const command = aCommand({ notAfter: NOON + 3_600_000 });
      const delays = [];
      for (let receive = 0; receive < 38; receive++) {
        const result = await sendOne(command, unlimited(), FAR);
        if (!result.done) delays.push(result.delaySeconds);
      }
      expect(delays).toHaveLength(38);
      expect(Math.max(...delays)).toBe(60);
      expect(await stateOf("cmd_1")).toBe("reserved");
      clock.advance(3_600_001);
      expect(await sendOne(command, unlimited(), FAR)).toEqual({ done: true });
      expect(await stateOf("cmd_1")).toBe("expired");
    },
  );

  it.each(["refused", "invalid-command", "device-gone"] as const)("by `%s` ends at once", async (cause) => {
    const { sendOne, gateway, stateOf, events } = setUpSender([failedBy(cause)]);
    expect(await sendOne(aCommand(), unlimited(), FAR)).toEqual({ done: true });
    await sendOne(aCommand(), unlimited(), FAR);
    expect(await stateOf("cmd_1")).toBe("failed");
    expect(gateway.calls).toHaveLength(1);
    expect(events.published.at(-1)).toMatchObject({ type: "CommandFailed", detail: { commandId: "cmd_1" } });
  });
});

describe("an outcome that nobody knows", () => {
  it.each(["timeout", "connection-lost", "bad-gateway", "unreadable-answer", "busy"] as const)(
    "after `%s` is never sent again by itself, and is reported once",
    async (cause) => {
      const { sendOne, gateway, stateOf, events, clock } = setUpSender([failedBy(cause)]);
      for (let receive = 0; receive < 5; receive++) {
        expect(await sendOne(aCommand(), unlimited(), FAR)).toEqual({ done: true });
        clock.advance(200_000);
      }
      expect(await stateOf("cmd_1")).toBe("unknown");
      expect(gateway.calls).toHaveLength(1);
      expect(events.types()).toEqual(["CommandUnknown"]);
    },
  );

  it("is that of a sender whose lease ran out; until then its command waits", async () => {
    const { sendOne, ledger, gateway, events, clock, stateOf } = setUpSender();
    await ledger.claim(aCommand(), "dead", NOON + 35_000, NOON);
    expect(await sendOne(aCommand(), unlimited(), FAR)).toEqual({ done: false, delaySeconds: 35, parked: false });
    clock.advance(35_000);
    const entry = await ledger.get("cmd_1");
    await Promise.all([sendOne(aCommand(), unlimited(), FAR), sendOne(aCommand(), unlimited(), FAR)]);
    expect(entry?.state).toBe("sending");
    expect(await stateOf("cmd_1")).toBe("unknown");
    expect(gateway.calls).toEqual([]);
    expect(events.types()).toEqual(["CommandUnknown"]);
  });

  it("can be sent again in a higher generation, but nothing that was sent can", async () => {
    const { sendOne, gateway, stateOf } = setUpSender([failedBy("timeout"), sentAs("2")]);
    await sendOne(aCommand(), unlimited(), FAR);
    await sendOne(aCommand({ generation: 1 }), unlimited(), FAR);
    expect(await stateOf("cmd_1")).toBe("sent");
    for (const generation of [0, 1, 2, 9]) await sendOne(aCommand({ generation }), unlimited(), FAR);
    expect(gateway.calls.map(({ generation }) => generation)).toEqual([0, 1]);
  });

  it("stays in sight when the bus does not take its report", async () => {
    const { sendOne, events, stateOf, lines } = setUpSender([failedBy("timeout")]);
    events.down.now = true;
    expect(await sendOne(aCommand(), unlimited(), FAR)).toEqual({ done: true });
    expect(await stateOf("cmd_1")).toBe("unknown");
    expect(lines.at(-1)).toMatchObject({ level: "error", fields: { commandId: "cmd_1" } });
  });
});

it("tells the circuit of trouble with the gateway only, and keeps the outcome where that fails", async () => {
  const { sendOne, circuits, stateOf, lines } = setUpSender([
    failedBy("refused"),
    failedBy("timeout"),
    failedBy("timeout"),
  ]);
  const fail = vi.spyOn(circuits, "report");
  await sendOne(aCommand({ id: "a" }), unlimited(), FAR);
  expect(fail).not.toHaveBeenCalled();
  await sendOne(aCommand({ id: "b" }), unlimited(), FAR);
  expect(fail).toHaveBeenCalledTimes(1);
  fail.mockRejectedValueOnce(new Error("away"));
  await sendOne(aCommand({ id: "c" }), unlimited(), FAR);
  expect(await stateOf("c")).toBe("unknown");
  expect(lines).toContainEqual(expect.objectContaining({ message: "the circuit breaker did not learn of an outcome" }));
});
