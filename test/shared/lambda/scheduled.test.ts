import { expect, it } from "vitest";
import { scheduledHandler } from "../../../shared/lambda/scheduled.ts";
import { aLambdaContext } from "../../support/lambda-events.ts";
import { recordingObservability } from "../../support/recording-observability.ts";

const event = {
  version: "0",
  id: "1",
  "detail-type": "x",
  source: "s",
  account: "0",
  time: "",
  region: "",
  resources: [],
  detail: {},
};

it("logs and counts a run that fails, writes the metrics and fails as the invocation", async () => {
  const observed = recordingObservability();
  const handler = scheduledHandler({
    run: async () => {
      throw new Error("no");
    },
    ...observed,
    flush: () => observed.flush(),
  });
  await expect(handler(event, aLambdaContext())).rejects.toThrow("no");
  expect(observed.flushes()).toBe(1);
  expect([...observed.counts]).toEqual([["RunFailed", 1]]);
  expect(observed.lines).toMatchObject([{ level: "error", fields: { type: "x", error: "Error: no" } }]);
});
