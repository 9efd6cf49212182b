import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { type FifoOutcome, fifoHandler } from "../../../shared/lambda/fifo-batch.ts";
import { aFifoEvent, aLambdaContext } from "../../support/lambda-events.ts";
import { recordingObservability } from "../../support/recording-observability.ts";

function aHandler(handle: (values: readonly string[]) => FifoOutcome) {
  const { log, metrics, flush, flushes, counts, lines } = recordingObservability();
  const handed: string[][] = [];
  const handler = fifoHandler({
    schema: z.object({ id: z.string() }),
    handle: async (items) => {
      handed.push(items.map(({ value }) => value.id));
      return handle(items.map(({ value }) => value.id));
    },
    log,
    metrics,
    flush,
  });
  const run = async (event: Parameters<typeof handler>[0]) => {
    const { batchItemFailures } = await handler(event, aLambdaContext());
    return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  };
  return { run, handed, flushes, counts, lines };
}
const record = (group: string, id: string) => [group, { id }] as const;

describe("a FIFO batch", () => {
  it("is handed over at once and deleted where all is done", async () => {
    const { run, handed, flushes } = aHandler((ids) => ids.map(() => undefined));
    expect(await run(aFifoEvent([record("a", "1"), record("b", "2"), record("a", "3")]))).toEqual([]);
    expect(handed).toEqual([["1", "2", "3"]]);
    expect(flushes()).toBe(1);
  });

  it("goes back from a group's first failure on, other groups do not", async () => {
    const { run } = aHandler((ids) => ids.map((id) => (id === "2" ? new Error("no") : undefined)));
    const batch = [record("a", "1"), record("a", "2"), record("b", "3"), record("a", "4"), record("b", "5")];
    expect((await run(aFifoEvent(batch))).sort()).toEqual(["m1", "m3"]);
  });

  it("goes back whole, without an error, where everything failed", async () => {
    const { run } = aHandler((ids) => ids.map(() => new Error("no")));
    expect(await run(aFifoEvent([record("a", "1"), record("b", "2")]))).toEqual(["m0", "m1"]);
  });

  it("remembers no failure of the batch before", async () => {
    let first = true;
    const { run } = aHandler((ids) => {
      const outcome = ids.map(() => (first ? new Error("no") : undefined));
      first = false;
      return outcome;
    });
    const event = aFifoEvent([record("a", "1"), record("a", "2")]);
    expect(await run(event)).toEqual(["m0", "m1"]);
    expect(await run(event)).toEqual([]);
  });

  it("counts a record without a group as one of a group of its own name", async () => {
    const { run, handed } = aHandler((ids) => ids.map(() => undefined));
    const event = aFifoEvent([["", "{"], record("", "2"), record("a", "3")]);
    for (const { attributes } of event.Records) if (attributes.MessageGroupId === "") delete attributes.MessageGroupId;
    expect((await run(event)).sort()).toEqual(["m0", "m1"]);
    expect(handed).toEqual([["3"]]);
  });

  it("says what is wrong with a body of another form", async () => {
    const { run, counts, lines } = aHandler(() => []);
    expect(await run(aFifoEvent([["a", { id: 7 }]]))).toEqual(["m0"]);
    expect(counts.get("UnreadableRecord")).toBe(1);
    expect(lines[0]).toMatchObject({ level: "error", fields: { messageId: "m0", group: "a" } });
  });

  it("puts nothing of a body that is no JSON into the error", async () => {
    const { log, metrics, flush } = recordingObservability();
    const logged: unknown[] = [];
    const handler = fifoHandler({
      schema: z.object({}),
      handle: async () => [],
      log: { ...log, error: (_message, error) => logged.push(error) },
      metrics,
      flush,
    });
    await handler(aFifoEvent([["a", "{你好"]]), aLambdaContext());
    expect(inspect(logged)).toMatch(/not JSON/);
    expect(inspect(logged)).not.toMatch(/你好/);
  });

  it("fails as a whole, with its metrics flushed, where the work itself throws", async () => {
    const { run, flushes } = aHandler(() => {
      throw new Error("the rules are away");
    });
    await expect(run(aFifoEvent([record("a", "1")]))).rejects.toThrow("the rules are away");
    expect(flushes()).toBe(1);
  });
});
