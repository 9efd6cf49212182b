import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createMemoryBodyStore } from "../../../../shared/inbound/adapters/memory-body-store.ts";
import { createMemorySpool } from "../../../../shared/inbound/adapters/memory-spool.ts";
import { createReceiveCallback } from "../../../../shared/inbound/application/receive-callback.ts";
import { STORE_PATIENCE } from "../../../../shared/inbound/domain/spool.ts";
import { systemClock, withinTime } from "../../../../shared/lambda/system.ts";
import { anInboundText } from "../../../support/builders.ts";
import { recordingObservability } from "../../../support/recording-observability.ts";
import { countingIds, recordingEvents, recordingInboundQueue } from "../../../support/recording-ports.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

type Call = "gate" | "open" | "put";

/** A callback whose store takes `ms` for each of the calls named; `Infinity`: it never answers. */
function setUp(slow: readonly Call[], ms: number) {
  const spool = createMemorySpool();
  const queue = recordingInboundQueue();
  const events = recordingEvents();
  const slowly = async (call: Call) => {
    if (!slow.includes(call)) return;
    await (ms === Number.POSITIVE_INFINITY ? new Promise(() => undefined) : systemClock.sleep(ms));
  };
  const receive = createReceiveCallback({
    ...recordingObservability(),
    queue,
    events,
    spool: {
      gate: (...parts) => slowly("gate").then(() => spool.gate(...parts)),
      open: (...parts) => slowly("open").then(() => spool.open(...parts)),
      put: (...parts) => slowly("put").then(() => spool.put(...parts)),
    },
    bodies: createMemoryBodyStore(),
    clock: systemClock,
    newId: countingIds("env"),
    within: withinTime,
  });
  /** How it ends, and after how many ms. */
  async function end() {
    const from = Date.now();
    const ended = receive(anInboundText()).then(
      () => ({ code: "ok", after: Date.now() - from }),
      ({ code }) => ({ code, after: Date.now() - from }),
    );
    await vi.runAllTimersAsync();
    return ended;
  }
  return { queue, events, end };
}

describe("with the store away a callback is answered within a second, so that its vendor repeats", () => {
  it.each<[string, readonly Call[]]>([
    ["at all", ["gate", "open", "put"]],
    ["from the gate on", ["open", "put"]],
    ["from the envelope on", ["put"]],
  ])("where the store does not answer %s", async (_what, slow) => {
    const { queue, end } = setUp(slow, Number.POSITIVE_INFINITY);
    queue.down.now = true;
    const { code, after } = await end();
    expect(code).toBe("unavailable");
    expect(after).toBeLessThanOrEqual(STORE_PATIENCE);
    expect(queue.accepted()).toEqual([]);
  });

  it("also where the queue is up: a gate that is not read in time counts as open", async () => {
    const { queue, end } = setUp(["gate", "open", "put"], Number.POSITIVE_INFINITY);
    expect(await end()).toEqual({ code: "unavailable", after: STORE_PATIENCE });
    expect(queue.accepted()).toEqual([]);
  });

  it("where each call takes long, and all together too long", async () => {
    const { queue, end } = setUp(["gate", "open", "put"], 300);
    queue.down.now = true;
    expect(await end()).toEqual({ code: "unavailable", after: STORE_PATIENCE });
  });
});

it("a store that is slow and still in time takes the message, and the first answer waits for the gate as ever", async () => {
  const { queue, events, end } = setUp(["gate", "open", "put"], 200);
  queue.down.now = true;
  expect(await end()).toEqual({ code: "ok", after: 4 * 200 + 1000 });
  expect(events.published).toHaveLength(1);
});
