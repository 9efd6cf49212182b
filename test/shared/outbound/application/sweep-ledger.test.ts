import { describe, expect, it, vi } from "vitest";
import { createMemoryLedger } from "../../../../shared/outbound/adapters/memory-ledger.ts";
import { createQueueMessages } from "../../../../shared/outbound/application/queue-messages.ts";
import { createSweepLedger } from "../../../../shared/outbound/application/sweep-ledger.ts";
import { aCommand, anAccount, NOON } from "../../../support/builders.ts";
import { fakeClock } from "../../../support/fake-clock.ts";
import { crashAt, withEveryCrash } from "../../../support/faults.ts";
import { recordingObservability } from "../../../support/recording-observability.ts";
import { recordingOutboundQueue } from "../../../support/recording-ports.ts";

const HOUR = 3_600_000;
const FAR = NOON + 100 * HOUR;

function setUp() {
  const observed = recordingObservability();
  const clock = fakeClock();
  const ledger = createMemoryLedger();
  const outbound = recordingOutboundQueue();
  const deps = { ...observed, clock, ledger };
  const accounts = { get: async () => anAccount() };
  /** An operator's request, which may break off. */
  const request = (crash = crashAt(Number.POSITIVE_INFINITY, "before")) =>
    createQueueMessages({
      ...deps,
      accounts,
      ledger: crash.port(ledger),
      outbound: crash.port<typeof outbound>(outbound),
    })({
      appId: "wx_app_1",
      to: "wxid_friend",
      contents: ["一", "二"].map((text) => ({ type: "text", text })),
      requestId: "order-1",
    });
  const states = () => ledger.rows().map(({ state }) => state);
  return { ...deps, outbound, request, states, sweep: createSweepLedger(deps) };
}

describe("the sweep", () => {
  it("ends what a request reserved before it broke off, wherever that was, once its time is over", async () => {
    await withEveryCrash(async (crash, where) => {
      const { request, clock, sweep, states, outbound, ledger } = setUp();
      await request(crash).catch(() => undefined);
      clock.advance(HOUR);
      expect(await sweep(FAR), `${where}: it may still be on its way`).toBe(0);
      const reserved = states().length;
      clock.advance(HOUR);
      await sweep(FAR);
      expect(states(), where).toEqual(Array(reserved).fill("expired"));
      // A command that reached the queue all the same is not sent.
      for (const command of outbound.accepted()) {
        const claim = await ledger.claim(command, "late", clock.now() + 1, clock.now());
        expect(claim, where).toMatchObject({ claimed: false, entry: { state: "expired" } });
      }
    });
  });

  it("counts what it ended, and leaves alone what a sender had, has or may still get", async () => {
    const { ledger, clock, sweep, states, counts } = setUp();
    const requested = (id: string, notAfter = NOON + HOUR) =>
      aCommand({ id, notAfter, origin: { requestId: "order-1", digest: "d" } });
    for (const id of ["old", "claimed", "retried"]) await ledger.reserve(requested(id), NOON);
    await ledger.reserve(requested("in time", NOON + 9 * HOUR), NOON);
    await ledger.claim(requested("claimed"), "sender", NOON + 1, NOON);
    await ledger.claim(requested("retried"), "sender", NOON + 1, NOON);
    await ledger.finish("retried", "sender", { state: "reserved", reason: { code: "throttled" }, attempts: 1 }, NOON);
    clock.advance(3 * HOUR);
    expect(await sweep(FAR)).toBe(1);
    expect(states()).toEqual(["expired", "sending", "reserved", "reserved"]);
    expect(counts.get("RequestExpired")).toBe(1);
    expect(await sweep(FAR)).toBe(0);
  });

  it("goes through all pages until its deadline, and ends the rest next time", async () => {
    const { ledger, clock, sweep, counts } = setUp();
    for (let index = 0; index < 250; index++) {
      await ledger.reserve(aCommand({ id: `cmd_${index}`, origin: { requestId: "r", digest: "d" } }), NOON + index);
    }
    clock.advance(3 * HOUR);
    expect(await sweep(clock.now())).toBe(100);
    expect(await sweep(FAR)).toBe(150);
    expect(counts.get("RequestExpired")).toBe(250);
  });

  it("leaves one that cannot be ended to the next time", async () => {
    const { request, ledger, clock, sweep, lines } = setUp();
    await request();
    clock.advance(3 * HOUR);
    vi.spyOn(ledger, "close").mockRejectedValueOnce(new Error("throttled"));
    expect(await sweep(FAR)).toBe(1);
    expect(lines).toMatchObject([{ level: "error", message: "a row whose time is over was not ended" }]);
    expect(await sweep(FAR)).toBe(1);
  });
});
