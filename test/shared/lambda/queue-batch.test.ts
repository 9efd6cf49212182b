import { describe, expect, it } from "vitest";
import * as z from "zod";
import { AppError } from "../../../shared/kernel/domain/errors.ts";
import { queueHandler } from "../../../shared/lambda/queue-batch.ts";
import { aLane } from "../../support/a-lane.ts";
import { aFifoEvent, aLambdaContext } from "../../support/lambda-events.ts";
import { recordingObservability } from "../../support/recording-observability.ts";

const schema = z.object({ n: z.int() });

function setUp(handle: (value: { n: number }, remainingMs: number) => Promise<void>) {
  const observed = recordingObservability();
  const { lane } = aLane("directory", observed);
  return { ...observed, handler: queueHandler({ ...observed, lane, schema, handle, flush: () => observed.flush() }) };
}

const events = (...bodies: string[]) => aFifoEvent(bodies.map((body) => ["", body]));

describe("a standard queue's batch", () => {
  it("works on its records side by side", async () => {
    const begun: number[] = [];
    const gate = Promise.withResolvers<void>();
    const { handler, flushes } = setUp(async ({ n }) => {
      begun.push(n);
      if (begun.length === 3) gate.resolve();
      await gate.promise;
    });
    const answer = await handler(events('{"n":1}', '{"n":2}', '{"n":3}'), aLambdaContext());
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(begun.sort()).toEqual([1, 2, 3]);
    expect(flushes()).toBe(1);
  });

  it("sends back what failed or cannot be read, and only that", async () => {
    const { handler, counts, lines } = setUp(async ({ n }) => {
      if (n === 2) throw new AppError("unavailable", "not now");
    });
    const answer = await handler(events('{"n":1}', '{"n":2}', "no json", '{"n":"x"}'), aLambdaContext());
    expect(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).sort()).toEqual(["m1", "m2", "m3"]);
    expect(Object.fromEntries(counts)).toEqual({
      'RecordFailed{"reason":"unavailable"}': 1,
      'RecordFailed{"reason":"unreadable"}': 2,
    });
    expect(lines).toMatchObject(
      ["m2", "m3", "m1"].map((messageId) => ({
        level: "error",
        fields: { lane: "directory", messageId, receiveCount: 1 },
      })),
    );
  });

  it("answers with its own failures where others are worked on beside it", async () => {
    const gate = Promise.withResolvers<void>();
    let begun = 0;
    const { handler } = setUp(async ({ n }) => {
      begun += 1;
      if (begun === 4) gate.resolve();
      await gate.promise;
      if (n < 0) throw new Error("no");
    });
    const answers = await Promise.all(
      [events('{"n":-1}', '{"n":2}'), events('{"n":3}', '{"n":-4}')].map((event) => handler(event, aLambdaContext())),
    );
    expect(answers.map(({ batchItemFailures }) => batchItemFailures)).toEqual([
      [{ itemIdentifier: "m0" }],
      [{ itemIdentifier: "m1" }],
    ]);
  });

  it("answers with all of them where all failed", async () => {
    const { handler } = setUp(() => Promise.reject(new Error("down")));
    expect((await handler(events('{"n":1}'), aLambdaContext())).batchItemFailures).toHaveLength(1);
  });
});
