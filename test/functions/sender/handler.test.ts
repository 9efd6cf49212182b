import { beforeEach, describe, expect, it } from "vitest";
import { createHandler } from "../../../functions/sender/handler.ts";
import type { Waiting } from "../../../shared/outbound/application/park-commands.ts";
import type { Delivery } from "../../../shared/outbound/application/sending/send-outbound.ts";
import type { SendResult } from "../../../shared/outbound/application/sending/send-result.ts";
import { aLane } from "../../support/a-lane.ts";
import { aFifoEvent, aLambdaContext } from "../../support/lambda-events.ts";
import { recordingObservability } from "../../support/recording-observability.ts";

const command = (id: string, appId: string) => ({
  id,
  generation: 0,
  appId,
  to: "wxid_b",
  content: { type: "text", text: "好" },
  notAfter: 9e12,
  createdAt: 1,
  origin: { envelopeId: "e", ruleId: "r" },
});

let observed: ReturnType<typeof recordingObservability>;
let waiting: Waiting[];
let deadlines: number[];

beforeEach(() => {
  observed = recordingObservability();
  waiting = [];
  deadlines = [];
});

function sender(results: (batch: readonly Delivery[]) => readonly SendResult[]) {
  return createHandler({
    ...observed,
    lane: aLane("outboundLive", observed).lane,
    now: () => 1_000_000,
    park: async (list) => void waiting.push(...list),
    send: async (batch, deadline) => {
      deadlines.push(deadline);
      return results(batch);
    },
  });
}

const batch = aFifoEvent([
  ["wx_a", command("a1", "wx_a")],
  ["wx_b", command("b1", "wx_b")],
  ["wx_a", command("a2", "wx_a")],
]);

describe("the sender's handler", () => {
  it("deletes what is done and puts the rest to sleep", async () => {
    const handler = sender((items) =>
      items.map(({ command: { id } }) =>
        id === "b1" ? { done: true } : { done: false, delaySeconds: 7, parked: id === "a2" },
      ),
    );
    const answer = await handler(batch, aLambdaContext());
    expect(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).sort()).toEqual(["m0", "m2"]);
    expect(waiting).toEqual([
      { appId: "wx_a", receiptHandle: "r0", delaySeconds: 7, parked: false },
      { appId: "wx_a", receiptHandle: "r2", delaySeconds: 7, parked: true },
    ]);
    expect(observed.flushes()).toBe(1);
  });

  it("measures how long commands wait whose account is online", async () => {
    const durations: [string, number][] = [];
    observed.metrics.duration = (name, ms) => void durations.push([name, ms]);
    const handler = sender((items) =>
      items.map(({ command: { appId } }) => ({ done: false, delaySeconds: 7, parked: appId === "wx_a" })),
    );
    await handler(batch, aLambdaContext());
    expect(durations).toEqual([["CommandWaits", 999_999]]);
  });

  it("leaves time for a call of 10 s before the function's own timeout", async () => {
    await sender((items) => items.map(() => ({ done: true })))(batch, aLambdaContext(30_000));
    expect(deadlines).toEqual([1_000_000 + 30_000 - 15_000]);
  });

  it("puts nothing to sleep when all went out", async () => {
    const answer = await sender((items) => items.map(() => ({ done: true })))(batch, aLambdaContext());
    expect(answer.batchItemFailures).toEqual([]);
    expect(waiting).toEqual([]);
  });

  it("sets a record that is no command aside and goes on behind it, but not for a second account", async () => {
    const handed: string[] = [];
    const handler = sender((items) => {
      handed.push(...items.map(({ command: { id } }) => id));
      return items.map(() => ({ done: true }));
    });
    const answer = await handler(
      aFifoEvent([
        ["wx_a", command("a1", "wx_a")],
        ["wx_a", "{not json"],
        ["wx_a", command("a3", "wx_a")],
        ["wx_b", { id: "b1" }],
        ["wx_c", command("c1", "wx_c")],
      ]),
      aLambdaContext(),
    );
    expect(handed).toEqual(["a1", "a3", "c1"]);
    expect(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).sort()).toEqual(["m3"]);
    expect(Object.fromEntries(observed.counts)).toMatchObject({
      'RecordSetAside{"reason":"unreadable"}': 1,
      'RecordFailed{"reason":"unreadable"}': 1,
    });
  });
});
