import { expect, it } from "vitest";
import { createHandler } from "../../../functions/ledger-sweep/handler.ts";
import { aLambdaContext } from "../../support/lambda-events.ts";
import { recordingObservability } from "../../support/recording-observability.ts";

it("sweeps until 15 s before the function's timeout, and writes its metrics", async () => {
  const observed = recordingObservability();
  const deadlines: number[] = [];
  const handler = createHandler({
    ...observed,
    now: () => 5000,
    sweep: async (deadline) => {
      deadlines.push(deadline);
      return 3;
    },
  });
  await handler(
    {
      version: "0",
      id: "1",
      "detail-type": "Scheduled Event",
      source: "aws.events",
      account: "000000000000",
      time: "2026-11-21T00:00:00Z",
      region: "us-east-1",
      resources: [],
      detail: {},
    },
    aLambdaContext(50_000),
  );
  expect(deadlines).toEqual([40_000]);
  expect(observed.flushes()).toBe(1);
});
