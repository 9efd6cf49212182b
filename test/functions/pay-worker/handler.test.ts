import { expect, it } from "vitest";
import { createHandler } from "../../../functions/pay-worker/handler.ts";
import { aLambdaContext, aScheduledEvent } from "../../support/lambda-events.ts";
import { recordingObservability } from "../../support/recording-observability.ts";

it("asks for certificates until 15 s before the function's timeout, and writes its metrics", async () => {
  const observed = recordingObservability();
  const deadlines: number[] = [];
  const handler = createHandler({
    ...observed,
    now: () => 5000,
    poll: async (deadline) => {
      deadlines.push(deadline);
      return 3;
    },
  });
  await handler(aScheduledEvent(), aLambdaContext(60_000));
  expect(deadlines).toEqual([50_000]);
  expect(observed.flushes()).toBe(1);
});
