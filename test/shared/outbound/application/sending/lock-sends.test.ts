import { describe, expect, it, vi } from "vitest";
import { createMemoryLedger } from "../../../../../shared/outbound/adapters/memory-ledger.ts";
import { createMemorySendLocks } from "../../../../../shared/outbound/adapters/memory-send-locks.ts";
import type { LedgerEnd } from "../../../../../shared/outbound/application/ports/outbound.ts";
import { lockSends } from "../../../../../shared/outbound/application/sending/lock-sends.ts";
import type { SendOutcome } from "../../../../../shared/outbound/domain/outcome.ts";
import { sendLockOf } from "../../../../../shared/outbound/domain/send-lock.ts";
import { aCommand, NOON } from "../../../../support/builders.ts";
import { fakeClock } from "../../../../support/fake-clock.ts";
import { recordingObservability } from "../../../../support/recording-observability.ts";
import { failedBy, recordingGateway, sentAs } from "../../../../support/recording-ports.ts";

const MINUTE = 60_000;
const first = aCommand({ id: "first" });
const second = aCommand({ id: "second" });

function setUp(outcomes: readonly SendOutcome[] = []) {
  const observed = recordingObservability();
  const clock = fakeClock();
  const ledger = createMemoryLedger();
  const locks = createMemorySendLocks();
  const gateway = recordingGateway(outcomes);
  const locked = lockSends(gateway, { ...observed, clock, ledger, locks });

  /** A claimed command on its way, with its end in the ledger if given. */
  async function send(command = first, end?: LedgerEnd): Promise<SendOutcome> {
    await ledger.claim(command, "owner", clock.now() + 35_000, clock.now());
    const outcome = await locked.send(command);
    if (end) await ledger.finish(command.id, "owner", end, clock.now());
    return outcome;
  }
  return { ...observed, clock, ledger, locks, gateway, send };
}

describe("the same to the same recipient", () => {
  it("goes out once in five minutes, whatever commands ask for it", async () => {
    const { send, gateway, clock, counts } = setUp();
    expect(await send(first, { state: "sent", newMsgId: "1" })).toMatchObject({ type: "sent" });
    clock.advance(5 * MINUTE - 1);
    const refused = await send(second, { state: "expired", reason: { code: "same-sent", detail: "cmd_0" } });
    expect(refused).toEqual({ type: "withheld", again: false, by: "first" });
    expect(counts.get("SendSuppressed")).toBe(1);
    clock.advance(1);
    expect(await send(aCommand({ id: "third" }))).toMatchObject({ type: "sent" });
    expect(gateway.ids()).toEqual(["first", "third"]);
  });

  it("holds up neither other contents, nor other recipients, nor other accounts", async () => {
    const { send, gateway } = setUp();
    await send(first);
    await send(aCommand({ id: "b", content: { type: "text", text: "不在" } }));
    await send(aCommand({ id: "c", to: "wxid_other" }));
    await send(aCommand({ id: "d", appId: "wx_b" }));
    expect(gateway.ids()).toEqual(["first", "b", "c", "d"]);
  });

  it("waits while another command is sending it, and goes out once that has failed for certain", async () => {
    const { send, gateway, ledger } = setUp([failedBy("refused")]);
    await ledger.claim(first, "owner", NOON + 35_000, NOON);
    const locks = createMemorySendLocks();
    await locks.take(sendLockOf(first), first.id, NOON + MINUTE, NOON);
    const { gateway: other, ...rest } = setUp();
    const waiting = lockSends(other, { ...rest, ledger, locks });
    expect(await waiting.send(second)).toMatchObject({ type: "withheld", again: true });
    expect(other.calls).toEqual([]);
    expect(await send(first, { state: "failed", reason: { code: "refused" } })).toMatchObject({ cause: "refused" });
    expect(await waiting.send(second)).toMatchObject({ type: "sent" });
    expect(gateway.ids()).toEqual(["first"]);
  });

  it("is not sent again while nobody knows what became of it", async () => {
    const { send, gateway } = setUp([failedBy("timeout")]);
    await send(first, { state: "unknown", reason: { code: "timeout" } });
    expect(await send(second)).toMatchObject({ type: "withheld", again: false });
    expect(gateway.ids()).toEqual(["first"]);
  });
});

describe("a command's own retry", () => {
  it.each([
    ["throttled", { state: "reserved", reason: { code: "throttled" }, attempts: 1 }],
    ["timeout", { state: "unknown", reason: { code: "timeout" } }],
  ] as const)("after '%s' passes", async (cause, end) => {
    const { send, gateway } = setUp([failedBy(cause), sentAs("2")]);
    await send(first, end);
    expect(await send({ ...first, generation: 1 })).toMatchObject({ type: "sent" });
    expect(gateway.ids()).toEqual(["first", "first"]);
  });
});

describe("a lock that a crash left behind", () => {
  it("means nothing where its owner's row says that nothing went out", async () => {
    const { send, gateway, ledger, locks } = setUp();
    await locks.take(sendLockOf(first), first.id, NOON + MINUTE, NOON);
    await ledger.claim(first, "owner", NOON + 35_000, NOON);
    await ledger.finish(first.id, "owner", { state: "reserved", reason: { code: "dns" }, attempts: 1 }, NOON);
    expect(await send(second)).toMatchObject({ type: "sent" });
    expect(gateway.ids()).toEqual(["second"]);
  });

  it("goes to one of those who find it so", async () => {
    const { send, locks } = setUp();
    await locks.take(sendLockOf(first), first.id, NOON + MINUTE, NOON);
    const { take } = locks;
    vi.spyOn(locks, "take").mockImplementation(async (...args) =>
      args[4] === undefined ? take(...args) : { taken: false, by: "third" },
    );
    expect(await send(second)).toEqual({ type: "withheld", again: true, by: "third" });
  });
});

describe("trouble with the locks", () => {
  it("before the call sends nothing, and is known not to have", async () => {
    const { send, locks, gateway } = setUp();
    vi.spyOn(locks, "take").mockRejectedValueOnce(new Error("throttled"));
    expect(await send()).toMatchObject({ type: "failed", cause: "not-prepared" });
    vi.spyOn(locks, "take").mockRejectedValueOnce("throttled");
    expect(await send()).toMatchObject({ cause: "not-prepared", message: expect.stringContaining("throttled") });
    expect(gateway.calls).toEqual([]);
  });

  it("after a refusal is logged: the ledger says that the lock means nothing", async () => {
    const { send, locks, lines } = setUp([failedBy("refused")]);
    vi.spyOn(locks, "release").mockRejectedValueOnce(new Error("throttled"));
    expect(await send(first, { state: "failed", reason: { code: "refused" } })).toMatchObject({ cause: "refused" });
    expect(lines).toContainEqual(expect.objectContaining({ message: "a send lock was not given back" }));
    expect(await send(second)).toMatchObject({ type: "sent" });
  });
});
