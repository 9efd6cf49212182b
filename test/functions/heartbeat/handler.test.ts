import { expect, it } from "vitest";
import { createHandler } from "../../../functions/heartbeat/handler.ts";
import { createHandler as createPlanner } from "../../../functions/heartbeat-planner/handler.ts";
import type { Beat } from "../../../shared/accounts/domain/heartbeat.ts";
import { aLane } from "../../support/a-lane.ts";
import { aFifoEvent, aLambdaContext, aScheduledEvent } from "../../support/lambda-events.ts";
import { recordingObservability } from "../../support/recording-observability.ts";

const beat: Beat = { appIds: ["wx_app_1"], dueAt: 7 };

it("takes beats, and gives those back that failed", async () => {
  const observed = recordingObservability();
  const taken: Beat[] = [];
  const handler = createHandler({
    ...observed,
    lane: aLane("heartbeat", observed).lane,
    beat: async (one) => {
      taken.push(one);
      if (one.dueAt === 8) throw new Error("no");
    },
  });
  const answer = await handler(
    aFifoEvent([
      ["", beat],
      ["", { ...beat, dueAt: 8 }],
      ["", { appIds: [] }],
    ]),
    aLambdaContext(),
  );
  expect(taken).toEqual([beat, { ...beat, dueAt: 8 }]);
  expect(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).sort()).toEqual(["m1", "m2"]);
  expect(observed.flushes()).toBe(1);
});

it("plans the minute that begins when its event was due, not when it came", async () => {
  const minutes: number[] = [];
  const handler = createPlanner({
    ...recordingObservability(),
    plan: async (minute) => {
      minutes.push(minute);
      return 0;
    },
  });
  const event = aScheduledEvent();
  await handler(event, aLambdaContext());
  expect(minutes).toEqual([Date.parse("2026-11-21T00:00:00Z")]);
});
