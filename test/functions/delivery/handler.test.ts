import { expect, it } from "vitest";
import { createHandler } from "../../../functions/delivery/handler.ts";
import { aDelivery } from "../../support/a-delivery.ts";
import { aLane } from "../../support/a-lane.ts";
import { aFifoEvent, aLambdaContext } from "../../support/lambda-events.ts";
import { recordingObservability } from "../../support/recording-observability.ts";

const group = ["dlv_1", "dlv_2"].map((id) => ["g", aDelivery({ id })] as const);

function worker(changeVisibility: (changes: readonly { seconds: number }[]) => Promise<number>) {
  const observed = recordingObservability();
  const handler = createHandler({
    ...observed,
    lane: aLane("deliveries", observed).lane,
    now: () => 0,
    carryOut: async (batch) =>
      batch.map((_, index) => (index === 0 ? { done: true } : { done: false, delaySeconds: 8 })),
    changeVisibility,
  });
  return { ...observed, handler };
}

it("gives back what is not done, for as long as it waits", async () => {
  const seconds: number[] = [];
  const { handler } = worker(async (changes) => {
    seconds.push(...changes.map((change) => change.seconds));
    return 0;
  });
  const { batchItemFailures } = await handler(aFifoEvent(group), aLambdaContext());
  expect([batchItemFailures.length, seconds]).toEqual([1, [8]]);
});

it("gives it back all the same where its wait cannot be set", async () => {
  const { handler, lines } = worker(() => Promise.reject(new Error("SQS is away")));
  expect((await handler(aFifoEvent(group), aLambdaContext())).batchItemFailures).toHaveLength(1);
  expect(lines.map(({ level }) => level)).toContain("error");
});
