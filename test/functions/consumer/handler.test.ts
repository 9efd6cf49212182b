import { describe, expect, it } from "vitest";
import { createHandler } from "../../../functions/consumer/handler.ts";
import { aLane } from "../../support/a-lane.ts";
import { aFifoEvent, aLambdaContext } from "../../support/lambda-events.ts";
import { recordingObservability } from "../../support/recording-observability.ts";

const envelope = (id: string, appId: string) => ({
  id,
  appId,
  dedupKey: id,
  receivedAt: 1,
  message: {
    kind: "text",
    appId,
    wxid: "",
    conversationId: "c",
    chat: "private",
    sender: "c",
    fromSelf: false,
    sentAt: 1,
    mentions: [],
    text: "hi",
  },
});

const event = aFifoEvent([
  ["wx_a", envelope("a1", "wx_a")],
  ["wx_a", envelope("a2", "wx_a")],
  ["wx_b", envelope("b1", "wx_b")],
  ["wx_a", envelope("a3", "wx_a")],
]);

describe("the consumer's handler", () => {
  it("hands over the whole batch at once and returns nothing when all is done", async () => {
    const observed = recordingObservability();
    const batches: string[][] = [];
    const handler = createHandler({
      ...observed,
      lane: aLane("inbound", observed).lane,
      consume: async (batch) => {
        batches.push(batch.map(({ id }) => id));
        return batch.map(() => undefined);
      },
    });
    expect(await handler(event, aLambdaContext())).toEqual({ batchItemFailures: [] });
    expect(batches).toEqual([["a1", "a2", "b1", "a3"]]);
    expect(observed.flushes()).toBe(1);
  });

  it("returns a failed message and all behind it in its group, and no other group's", async () => {
    const handler = createHandler({
      ...recordingObservability(),
      lane: aLane("inbound").lane,
      consume: async (batch) => batch.map(({ id }) => (id === "a2" ? new Error("no") : undefined)),
    });
    const answer = await handler(event, aLambdaContext());
    expect(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).sort()).toEqual(["m1", "m3"]);
  });

  it("fails as a whole when the use case throws, so that the whole batch comes again", async () => {
    const observed = recordingObservability();
    const handler = createHandler({
      ...observed,
      lane: aLane("inbound", observed).lane,
      consume: async () => {
        throw new Error("the table is gone");
      },
    });
    await expect(handler(event, aLambdaContext())).rejects.toThrow("the table is gone");
    expect(observed.flushes()).toBe(1);
  });
});
