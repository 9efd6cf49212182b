import { expect, it } from "vitest";
import { createHandler } from "../../../functions/ai/handler.ts";
import { aLane } from "../../support/a-lane.ts";
import { anAiTask } from "../../support/an-ai.ts";
import { aFifoEvent, aLambdaContext } from "../../support/lambda-events.ts";
import { recordingObservability } from "../../support/recording-observability.ts";

it("works on a batch side by side, and gives back what failed with all behind it in its conversation", async () => {
  const observed = recordingObservability();
  const task = (n: number, conversationId: string) =>
    anAiTask({ id: `ai_${String(n).padStart(32, "0")}`, conversationId });
  const event = aFifoEvent([
    ["a", task(1, "a")],
    ["b", task(2, "b")],
    ["a", task(3, "a")],
    ["c", { nonsense: true }],
    ["b", task(4, "b")],
  ]);
  let running = 0;
  let most = 0;
  const handler = createHandler({
    ...observed,
    lane: aLane("ai", observed).lane,
    async answer({ conversationId }) {
      running += 1;
      most = Math.max(most, running);
      await new Promise(setImmediate);
      running -= 1;
      if (conversationId === "a") throw new Error("no");
    },
  });
  const { batchItemFailures } = await handler(event, aLambdaContext());
  const failed = batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  expect(failed).toEqual([0, 2].map((position) => event.Records[position]?.messageId));
  expect(most).toBe(4);
  expect(observed.flushes()).toBe(1);
});
