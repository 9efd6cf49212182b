import { expect, it } from "vitest";
import { createHandler } from "../../../functions/broadcast/handler.ts";
import { aLane } from "../../support/a-lane.ts";
import { aFifoEvent, aLambdaContext } from "../../support/lambda-events.ts";
import { recordingObservability } from "../../support/recording-observability.ts";

it("tells events of the bus from tasks, and gives back what failed or cannot be read", async () => {
  const observed = recordingObservability();
  const taken: unknown[] = [];
  const worked: unknown[] = [];
  const handler = createHandler({
    ...observed,
    lane: aLane("broadcast", observed).lane,
    take: async (event) => void taken.push(event),
    async work(task) {
      if (task.runId === "run_bad") throw new Error("no");
      worked.push(task);
    },
  });
  const detail = { broadcastId: "news", requestId: "r-1", only: { appId: "wx_a", to: "wxid_b" }, more: 1 };
  const requested = {
    version: "0",
    id: "event-1",
    source: "wechat-fleet",
    "detail-type": "BroadcastRequested",
    detail,
  };
  const event = aFifoEvent([
    ["", JSON.stringify(requested)],
    ["", '{"type":"run","runId":"run_1"}'],
    ["", '{"type":"shard","runId":"run_bad","shard":0,"step":0,"idle":0}'],
    ["", JSON.stringify({ ...requested, detail: { broadcastId: "no such id" } })],
    ["", '{"type":"nonsense","runId":"run_1"}'],
  ]);
  const { batchItemFailures } = await handler(event, aLambdaContext());
  const failed = batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  expect(failed.sort()).toEqual([2, 3, 4].map((index) => event.Records[index]?.messageId));
  expect(taken).toEqual([
    {
      id: "event-1",
      source: "wechat-fleet",
      detail: { broadcastId: "news", requestId: "r-1", only: { appId: "wx_a", to: "wxid_b" } },
    },
  ]);
  expect(worked).toEqual([{ type: "run", runId: "run_1" }]);
  expect(observed.flushes()).toBe(1);
});
