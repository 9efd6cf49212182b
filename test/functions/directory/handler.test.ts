import { expect, it } from "vitest";
import { createHandler } from "../../../functions/directory/handler.ts";
import type { DirectoryTask } from "../../../shared/directory/domain/task.ts";
import { aLane } from "../../support/a-lane.ts";
import { aFifoEvent, aLambdaContext } from "../../support/lambda-events.ts";
import { recordingObservability } from "../../support/recording-observability.ts";

it("carries out each task of a batch, and gives back those that failed or cannot be read", async () => {
  const observed = recordingObservability();
  const done: DirectoryTask[] = [];
  const handler = createHandler({
    ...observed,
    lane: aLane("directory", observed).lane,
    async run(task) {
      if (task.type === "forget-account") throw new Error("no");
      done.push(task);
    },
  });
  const event = aFifoEvent([
    ["", '{"type":"sync-account","appId":"wx_a","request":"event-1"}'],
    ["", '{"type":"forget-account","appId":"wx_a"}'],
    ["", '{"type":"sync-due"}'],
    ["", '{"type":"nonsense"}'],
  ]);
  const { batchItemFailures } = await handler(event, aLambdaContext());
  const failed = batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  expect(failed.sort()).toEqual([event.Records[1]?.messageId, event.Records[3]?.messageId]);
  expect(done).toEqual([
    { type: "sync-account", appId: "wx_a", request: "event-1", asked: false },
    { type: "sync-due" },
  ]);
  expect(observed.flushes()).toBe(1);
});
