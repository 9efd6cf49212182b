import { expect, it } from "vitest";
import { scheduledHandler } from "../../../shared/lambda/scheduled.ts";
import { aLambdaContext } from "../../support/lambda-events.ts";

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

it("writes the metrics and fails as the invocation when the run fails", async () => {
  let flushes = 0;
  const handler = scheduledHandler({
    run: async () => {
      throw new Error("no");
    },
    flush: () => {
      flushes += 1;
    },
  });
  await expect(handler(event, aLambdaContext())).rejects.toThrow("no");
  expect(flushes).toBe(1);
});
