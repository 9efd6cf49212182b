import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { AppError } from "../../../shared/kernel/domain/errors.ts";
import { fifoHandler } from "../../../shared/lambda/fifo-batch.ts";
import type { FifoOutcome } from "../../../shared/lambda/fifo-work.ts";
import { aLane } from "../../support/a-lane.ts";
import { aFifoEvent, aLambdaContext } from "../../support/lambda-events.ts";
import { recordingObservability } from "../../support/recording-observability.ts";

const form = { schema: z.object({ id: z.string() }), version: 1 };

function aHandler(handle: (values: readonly string[]) => FifoOutcome) {
  const observed = recordingObservability();
  const dead = aLane("inbound", observed);
  const handed: string[][] = [];
  const putBack: string[][] = [];
  const handler = fifoHandler({
    ...observed,
    lane: dead.lane,
    form,
    handle: async (items) => {
      handed.push(items.map(({ value }) => value.id));
      return handle(items.map(({ value }) => value.id));
    },
    putBack: async (back) => void putBack.push([...back.keys()].map(({ value }) => value.id)),
    flush: () => observed.flush(),
  });
  const run = async (event: Parameters<typeof handler>[0], remainingMs?: number) => {
    const { batchItemFailures } = await handler(event, aLambdaContext(remainingMs));
    return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).sort();
  };
  const failedFor = (reason: string) => observed.counts.get(`RecordFailed{"reason":"${reason}"}`);
  return { ...observed, ...dead, run, handed, putBack, failedFor };
}
const record = (group: string, id: string) => [group, { id }] as const;
const done = (ids: readonly string[]) => ids.map(() => undefined);
const fails = (wrong: string, failure: unknown) => (ids: readonly string[]) =>
  ids.map((id) => (id === wrong ? { failure } : undefined));
const refused = new AppError("internal", "Item size has exceeded the maximum allowed size", { ofContent: true });
const nine = ["1", "2", "3", "4", "6", "7", "8", "9", "10"];
const tenWith = (poison: unknown) =>
  aFifoEvent([
    ...nine.slice(0, 4).map((id) => record("a", id)),
    ["a", poison],
    ...nine.slice(4).map((id) => record("a", id)),
  ]);

describe("a FIFO batch", () => {
  it("is handed over at once and deleted where all is done", async () => {
    const { run, handed, flushes, lines, counts } = aHandler(done);
    expect(await run(aFifoEvent([record("a", "1"), record("b", "2"), record("a", "3")]))).toEqual([]);
    expect(handed).toEqual([["1", "2", "3"]]);
    expect(flushes()).toBe(1);
    expect([lines, [...counts]]).toEqual([[], []]);
  });

  it("goes back from a group's first failure on, other groups do not", async () => {
    const { run, putBack } = aHandler(fails("2", new Error("no")));
    const batch = [record("a", "1"), record("a", "2"), record("b", "3"), record("a", "4"), record("b", "5")];
    expect(await run(aFifoEvent(batch))).toEqual(["m1", "m3"]);
    expect(putBack).toEqual([["2"]]);
  });

  it("goes back whole, without an error, where everything failed", async () => {
    const { run } = aHandler((ids) => ids.map(() => ({ failure: new Error("no") })));
    expect(await run(aFifoEvent([record("a", "1"), record("b", "2")]))).toEqual(["m0", "m1"]);
  });

  it("remembers no failure of the batch before", async () => {
    let first = true;
    const { run } = aHandler((ids) => {
      const outcome = ids.map(() => (first ? { failure: new Error("no") } : undefined));
      first = false;
      return outcome;
    });
    const event = aFifoEvent([record("a", "1"), record("a", "2")]);
    expect(await run(event)).toEqual(["m0", "m1"]);
    expect(await run(event)).toEqual([]);
  });

  it("answers with its own failures where others are worked on beside it", async () => {
    const observed = recordingObservability();
    const { lane } = aLane("inbound", observed);
    const gate = Promise.withResolvers<void>();
    let inside = 0;
    const handler = fifoHandler({
      ...observed,
      // What is reported of a record lets the other batch go first.
      lane: { ...lane, noteCause: () => gate.promise },
      form,
      handle: async (items) => {
        inside += 1;
        if (inside === 3) gate.resolve();
        await gate.promise;
        return items.map(({ value }) => (value.id === "bad" ? { failure: new Error("no") } : undefined));
      },
      flush: () => observed.flush(),
    });
    const batches = [
      [record("a", "bad"), record("b", "2")],
      [record("c", "3"), record("d", "bad")],
      [record("e", "bad"), record("f", "bad")],
    ].map((batch) => handler(aFifoEvent(batch), aLambdaContext()));
    const ids = (await Promise.all(batches)).map((answer) => answer.batchItemFailures.map((one) => one.itemIdentifier));
    expect(ids.map((some) => some.sort())).toEqual([["m0"], ["m1"], ["m0", "m1"]]);
  });

  it("fails as a whole, with its metrics flushed, where the work itself throws", async () => {
    const { run, flushes, failedFor, lines } = aHandler(() => {
      throw new Error("the rules are away");
    });
    await expect(run(aFifoEvent([record("a", "1"), record("a", "2")]))).rejects.toThrow("the rules are away");
    expect(flushes()).toBe(1);
    expect([failedFor("unexpected"), failedFor("behind")]).toEqual([1, 1]);
    expect(lines).toHaveLength(2);
  });
});

describe("a record that goes back", () => {
  it("is logged with cause and ids, and counted by its reason; one behind it says which it is behind", async () => {
    const { run, lines, counts } = aHandler(fails("1", new AppError("unavailable", "the table is away")));
    const body = { id: "1", appId: "wx_a" };
    expect(await run(aFifoEvent([["wx_a", body], record("wx_a", "2")]))).toEqual(["m0", "m1"]);
    const about = { lane: "inbound", group: "wx_a", receiveCount: 1 };
    expect(lines).toMatchObject([
      {
        level: "error",
        fields: {
          ...about,
          messageId: "m0",
          ...body,
          reason: "unavailable",
          error: expect.stringContaining("the table is away"),
        },
      },
      { level: "warn", fields: { ...about, messageId: "m1", id: "2", reason: "behind", behind: "m0" } },
    ]);
    expect(Object.fromEntries(counts)).toEqual({
      'RecordFailed{"reason":"unavailable"}': 1,
      'RecordFailed{"reason":"behind"}': 1,
    });
  });

  it("has not failed where it waits for its turn, nor has what stands behind it", async () => {
    const { run, lines, counts } = aHandler((ids) => ids.map((id) => (id === "1" ? {} : undefined)));
    expect(await run(aFifoEvent([record("a", "1"), record("a", "2")]))).toEqual(["m0", "m1"]);
    expect([lines, [...counts]]).toEqual([[], []]);
  });

  it("leaves its cause for the row that it becomes, with its last receive and not before", async () => {
    const { run, causes, clock } = aHandler(fails("1", new AppError("forbidden", "no access")));
    const event = aFifoEvent([record("a", "1"), record("a", "2"), record("b", "3")]);
    const rowIds: string[] = [];
    const note = causes.note;
    causes.note = async (id, reason, now) => {
      rowIds.push(id);
      await note(id, reason, now);
    };
    for (const { attributes } of event.Records) attributes.ApproximateReceiveCount = "19";
    await run(event);
    expect(rowIds).toEqual([]);
    for (const { attributes } of event.Records) attributes.ApproximateReceiveCount = "20";
    await run(event);
    expect(await Promise.all(rowIds.map((id) => causes.find(id, clock.now())))).toEqual([
      { code: "failed", detail: "no access" },
      { code: "behind" },
    ]);
  });
});

describe("a poison record between nine good ones of its group", () => {
  it("that cannot be read is set aside, and the nine are worked on at once", async () => {
    const { run, handed, open, published, lines, counts, failedFor } = aHandler(done);
    expect(await run(tenWith("{你好"))).toEqual([]);
    expect(handed).toEqual([nine]);
    expect(await open()).toMatchObject([
      { lane: "inbound", group: "a", deduplicationId: "d4", reason: { code: "unreadable" } },
    ]);
    expect(lines).toMatchObject([{ level: "error", fields: { lane: "inbound", group: "a", reason: "unreadable" } }]);
    expect(published).toMatchObject([{ type: "DeadLettered", detail: { lane: "inbound", subject: "inbound a" } }]);
    expect([counts.get('RecordSetAside{"reason":"unreadable"}'), failedFor("unreadable")]).toEqual([1, undefined]);
  });

  it("that the store refuses for its content is set aside after a second try alone", async () => {
    const { run, handed, open, lines, putBack } = aHandler(fails("5", refused));
    expect(await run(tenWith({ id: "5", appId: "wx_a" }))).toEqual([]);
    expect(handed).toEqual([[...nine.slice(0, 4), "5", ...nine.slice(4)], ["5"]]);
    expect(await open()).toMatchObject([
      { appId: "wx_a", reason: { code: "refused-by-store", detail: refused.message } },
    ]);
    expect(lines).toHaveLength(1);
    expect(putBack).toEqual([]);
  });

  it("lets those behind it have their turn that its failure kept from it", async () => {
    const stops = (ids: readonly string[]) => {
      const at = ids.indexOf("5");
      return ids.map((_, position) => (at >= 0 && position >= at ? { failure: refused } : undefined));
    };
    const { run, handed, open } = aHandler(stops);
    expect(await run(tenWith({ id: "5" }))).toEqual([]);
    expect(handed.slice(1)).toEqual([["5"], nine.slice(4)]);
    expect(await open()).toHaveLength(1);
  });

  it("is not set aside where it goes through alone", async () => {
    const { run, handed, open } = aHandler((ids) =>
      ids.map((id) => (id === "5" && ids.length > 1 ? { failure: refused } : undefined)),
    );
    expect(await run(tenWith({ id: "5" }))).toEqual([]);
    expect(handed.slice(1)).toEqual([["5"]]);
    expect(await open()).toEqual([]);
  });

  it.each([
    ["denied access", new AppError("internal", "DynamoDB refused a call (AccessDeniedException: no)")],
    ["a missing resource", new AppError("internal", "DynamoDB refused a call (ResourceNotFoundException: no)")],
    ["trouble that passes", new AppError("unavailable", "throttled", { retryable: true })],
    ["an error that is not recognized", new TypeError("undefined is not a function")],
  ])("waits with all behind it for %s", async (_what, failure) => {
    const { run, handed, open } = aHandler(fails("5", failure));
    expect(await run(tenWith({ id: "5" }))).toHaveLength(6);
    expect(handed).toHaveLength(1);
    expect(await open()).toEqual([]);
  });

  it("waits where a newer version wrote it", async () => {
    const { run, open, failedFor } = aHandler(done);
    expect(await run(tenWith({ number: 5, formVersion: 2 }))).toHaveLength(6);
    expect(await open()).toEqual([]);
    expect([failedFor("newer-version"), failedFor("behind")]).toEqual([1, 5]);
  });

  it("is read where a newer version wrote it in a form that this one reads", async () => {
    const { run, handed } = aHandler(done);
    expect(await run(tenWith({ id: "5", formVersion: 2 }))).toEqual([]);
    expect(handed[0]).toHaveLength(10);
  });

  it("waits for the next receive where half of the time is over", async () => {
    const { run, handed } = aHandler(fails("5", refused));
    expect(await run(tenWith({ id: "5" }), 0)).toHaveLength(6);
    expect(handed).toHaveLength(1);
  });
});

describe("more poison", () => {
  it("of one account is set aside five times in a minute, then waits", async () => {
    const { run, open, counts, clock } = aHandler(done);
    const bad = Array.from({ length: 6 }, (_, n) => ["a", `{${n}`] as const);
    expect(await run(aFifoEvent([...bad, record("a", "1"), record("b", "2")]))).toEqual(["m5", "m6"]);
    expect(await open()).toHaveLength(5);
    expect(counts.get("SetAsideRefused")).toBe(1);
    clock.advance(299_000);
    expect(await run(aFifoEvent([["a", "{7"]]))).toEqual(["m0"]);
    clock.advance(2000);
    expect(await run(aFifoEvent([["a", "{7"]]))).toEqual([]);
  });

  it("of a second account within a minute waits, as does all that follows", async () => {
    const { run, open } = aHandler(done);
    expect(await run(aFifoEvent([["a", "{"], ["b", "{"], ["a", "{2"], record("c", "1")]))).toEqual(["m1", "m2"]);
    expect(await open()).toHaveLength(1);
  });

  it("of a second account is set aside where the first is a minute ago", async () => {
    const { run, open, clock } = aHandler(done);
    await run(aFifoEvent([["a", "{"]]));
    clock.advance(60_000);
    expect(await run(aFifoEvent([["b", "{"]]))).toEqual([]);
    expect(await open()).toHaveLength(2);
  });

  it("counts a record without a group as one of a group of its own name", async () => {
    const { run, handed, allowances } = aHandler(done);
    allowances.put = async () => false;
    const event = aFifoEvent([["", "{"], record("", "2"), record("a", "3")]);
    for (const { attributes } of event.Records) if (attributes.MessageGroupId === "") delete attributes.MessageGroupId;
    expect(await run(event)).toEqual(["m0", "m1"]);
    expect(handed).toEqual([["3"]]);
  });
});

describe("a record that cannot be set aside", () => {
  it("waits, and both troubles are logged", async () => {
    const { run, letters, lines, counts } = aHandler(done);
    letters.put = () => Promise.reject(new AppError("unavailable", "the journal is away"));
    expect(await run(aFifoEvent([["a", "{"], record("a", "2")]))).toEqual(["m0", "m1"]);
    expect(lines.map(({ level }) => level)).toEqual(["error", "error", "warn"]);
    expect(counts.get("SetAsideFailed")).toBe(1);
  });

  it("says what is wrong with a body of another form, and quotes nothing of one that is no JSON", async () => {
    const { run, open, lines } = aHandler(done);
    await run(
      aFifoEvent([
        ["a", { id: 7 }],
        ["a", "{你好"],
      ]),
    );
    expect((await open()).map(({ reason }) => reason.detail)).toEqual(
      expect.arrayContaining([expect.stringContaining("id: "), "the record's body is not JSON"]),
    );
    expect(inspect([lines, await open()])).not.toMatch(/你好/);
  });
});
