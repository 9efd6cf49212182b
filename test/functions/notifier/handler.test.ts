import { expect, it } from "vitest";
import { createHandler } from "../../../functions/notifier/handler.ts";
import type { FlushRequest } from "../../../shared/alerts/application/flush-alerts.ts";
import type { BusEvent } from "../../../shared/alerts/domain/event.ts";
import { aLane } from "../../support/a-lane.ts";
import { aBusEvent } from "../../support/alerts.ts";
import { aFifoEvent, aLambdaContext } from "../../support/lambda-events.ts";
import { recordingObservability } from "../../support/recording-observability.ts";

function aNotifier() {
  const observed = recordingObservability();
  const recorded: BusEvent[] = [];
  const flushed: FlushRequest[] = [];
  const handler = createHandler({
    ...observed,
    lane: aLane("notifier", observed).lane,
    async record(event) {
      if (event.id === "bad") throw new Error("no table");
      recorded.push(event);
    },
    async flushAlerts(request) {
      flushed.push(request);
    },
  });
  const handle = (...bodies: unknown[]) => handler(aFifoEvent(bodies.map((body) => ["", body])), aLambdaContext());
  return { ...observed, recorded, flushed, handle };
}

it("records events, and flushes when its own message or the sweep says so", async () => {
  const { handle, recorded, flushed, flushes } = aNotifier();
  const event = aBusEvent("SpoolOpened", { shard: 1 });
  const answer = await handle({ ...event, version: "0", account: "1" }, { type: "flush", due: 5 }, { type: "sweep" });
  expect(answer).toEqual({ batchItemFailures: [] });
  expect(recorded).toEqual([event]);
  expect(flushed).toEqual([{ type: "flush", due: 5 }, { type: "sweep" }]);
  expect(flushes()).toBe(1);
});

it("sends back what failed and what is no message of its queue", async () => {
  const { handle } = aNotifier();
  const answer = await handle(aBusEvent("SpoolOpened", {}, "bad"), { type: "flush" }, { type: "sweep" }, "x");
  expect(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).sort()).toEqual(["m0", "m1", "m3"]);
});
