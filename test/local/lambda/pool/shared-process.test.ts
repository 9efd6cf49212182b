import { describe, expect, it } from "vitest";
import { untilHolds } from "../../../support/until.ts";
import { aPool } from "./a-pool.ts";

const ok = (payload: unknown) => expect.objectContaining({ kind: "ok", payload });
const failed = (kind: string, errorType: string) =>
  expect.objectContaining({ kind, error: expect.objectContaining({ errorType }) });

/** Invocations wait at a gate, which opens when `event.open` comes in; all of them are in one process. */
const GATED = `
let open; const gate = new Promise((resolve) => { open = resolve; });
let running = 0; let most = 0;
exports.handler = async (event, context) => {
  running++; most = Math.max(most, running);
  console.log("before " + event.name);
  if (event.open) open();
  if (event.crash) setTimeout(() => { throw new RangeError("broken by " + event.name) });
  if (event.throws) { running--; throw new TypeError("refused " + event.name); }
  await (event.hang ? new Promise(() => {}) : gate);
  console.log("after " + event.name);
  running--;
  return { most, pid: process.pid, id: context.awsRequestId };
};`;

const shared = (options: Parameters<typeof aPool>[1] = {}) =>
  aPool(GATED, { invocationsPerProcess: 10, perProcess: 10, concurrency: 1, ...options });

describe("a process that several invocations share", () => {
  it("carries them out side by side, each with its own context", async () => {
    await using fixture = await shared();
    const waiting = ["a", "b", "c"].map((name) => fixture.pool.invoke({ name }));
    const outcomes = await Promise.all([...waiting, fixture.pool.invoke({ name: "d", open: true })]);
    const payloads = outcomes.map((outcome) => Object(Object(outcome).payload));
    expect(payloads.map(({ most }) => most)).toEqual([4, 4, 4, 4]);
    expect(new Set(payloads.map(({ id }) => id)).size).toBe(4);
    expect(fixture.pool.usage()).toMatchObject({ invocations: 4, coldStarts: 1 });
  });

  it("names in each console line the invocation that wrote it", async () => {
    await using fixture = await shared();
    const first = fixture.pool.invoke({ name: "first" });
    await untilHolds(() => expect(fixture.log()).toContain("before first"));
    const second = fixture.pool.invoke({ name: "second", open: true });
    const ids = (await Promise.all([first, second])).map((outcome) => Object(Object(outcome).payload).id);
    for (const [position, name] of ["first", "second"].entries()) {
      for (const word of ["before", "after"]) {
        await untilHolds(() => expect(fixture.log()).toContain(`\t${ids[position]}\tINFO\t${word} ${name}\n`));
      }
    }
  });

  it("gives the SDK the trace header and the request id of each invocation", async () => {
    await using fixture = await aPool(
      `let arrived = 0; let open; const gate = new Promise((resolve) => { open = resolve; });
       exports.handler = async (event, { awsRequestId }) => {
         if (++arrived === 2) open();
         await gate;
         const store = globalThis.awslambda.InvokeStore;
         return { trace: store.getXRayTraceId(), same: store.getRequestId() === awsRequestId,
           variable: process.env._X_AMZN_TRACE_ID, most: process.env.AWS_LAMBDA_MAX_CONCURRENCY };
       }`,
      { invocationsPerProcess: 10, perProcess: 5, concurrency: 1 },
    );
    const outcomes = await Promise.all([
      fixture.pool.invoke({}, ["Root=1-0-1;Lineage=00000001:1"]),
      fixture.pool.invoke({}, ["Root=1-0-2;Lineage=00000002:1"]),
    ]);
    expect(outcomes).toEqual(
      ["1", "2"].map((root) =>
        ok({ trace: expect.stringContaining(`Root=1-0-${root};`), same: true, variable: undefined, most: "5" }),
      ),
    );
  });

  it("goes on with the others when one throws", async () => {
    await using fixture = await shared();
    const waiting = fixture.pool.invoke({ name: "a" });
    expect(await fixture.pool.invoke({ name: "b", throws: true })).toEqual(failed("error", "TypeError"));
    const last = fixture.pool.invoke({ name: "c", open: true });
    expect([Object(await waiting).kind, Object(await last).kind]).toEqual(["ok", "ok"]);
    expect(fixture.pool.usage()).toMatchObject({ coldStarts: 1, errors: 1 });
  });

  it("reports a result that is no JSON, and those that end beside it", async () => {
    await using fixture = await aPool(`exports.handler = async (event) => (event.bad ? 1n : event.n)`, {
      invocationsPerProcess: 10,
      perProcess: 10,
      concurrency: 1,
    });
    await fixture.pool.invoke({ n: 0 });
    const all = await Promise.all([{ n: 1 }, { bad: true }, { n: 3 }].map((event) => fixture.pool.invoke(event)));
    expect(all).toEqual([ok(1), failed("error", "Runtime.MarshalError"), ok(3)]);
  });

  it("that crashes fails all of them, and a fresh one takes the next", async () => {
    await using fixture = await shared();
    const waiting = ["a", "b"].map((name) => fixture.pool.invoke({ name }));
    const all = await Promise.all([...waiting, fixture.pool.invoke({ name: "c", crash: true })]);
    expect(all).toEqual(Array.from({ length: 3 }, () => failed("error", "RangeError")));
    expect(await fixture.pool.invoke({ name: "d", open: true })).toMatchObject({ kind: "ok" });
    expect(fixture.pool.usage()).toMatchObject({ invocations: 4, errors: 3, coldStarts: 2 });
  });

  it("lets the others end when one times out, takes no more, and is killed then", async () => {
    await using fixture = await shared({ timeoutSeconds: 1 });
    const hanging = fixture.pool.invoke({ name: "hangs", hang: true });
    await new Promise((resolve) => setTimeout(resolve, 700));
    const beside = fixture.pool.invoke({ name: "beside" });
    await untilHolds(() => expect(fixture.log()).toContain("before beside"));
    const [first] = fixture.pool.status().processes;
    expect(await hanging).toEqual(failed("timeout", "Sandbox.Timedout"));
    const fresh = await fixture.pool.invoke({ name: "fresh", open: true });
    expect(Object(Object(fresh).payload).pid).not.toBe(first?.pid);
    expect(await beside).toEqual(failed("timeout", "Sandbox.Timedout"));
    await untilHolds(() => expect(fixture.watched.has(first?.pid ?? 0)).toBe(false));
    expect(fixture.pool.usage()).toMatchObject({ timeouts: 2, coldStarts: 2 });
  });

  it("has a second one beside it only beyond its room", async () => {
    await using fixture = await shared({ perProcess: 3, concurrency: 4, patienceMs: 0 });
    const waiting = ["a", "b", "c"].map((name) => fixture.pool.invoke({ name }));
    await untilHolds(() => expect(fixture.log()).toContain("before c"));
    expect(fixture.pool.status()).toMatchObject({ limit: 12, processes: [{ state: "busy", inHand: 3 }] });
    expect(await fixture.pool.invoke({ name: "d", open: true })).toMatchObject({ kind: "ok" });
    expect(fixture.pool.usage().coldStarts).toBe(2);
    await fixture.pool.stop(0);
    await Promise.all(waiting);
  });

  it("has no more in hand than the function's reserved concurrency", async () => {
    await using fixture = await shared({ reservedConcurrency: 2, concurrency: 4 });
    const waiting = ["a", "b", "c"].map((name) => fixture.pool.invoke({ name, open: name === "c" }));
    await untilHolds(() => expect(fixture.log()).toContain("before b"));
    expect(fixture.pool.status()).toMatchObject({ limit: 2, waiting: 1, processes: [{ inHand: 2 }] });
    await fixture.pool.stop(0);
    await Promise.all(waiting);
  });

  it.each([
    ["the function's code", { invocationsPerProcess: 1, perProcess: 10 }],
    ["the embedded cloud's option", { invocationsPerProcess: 10, perProcess: 1 }],
  ])("is there only where %s allows it", async (_, options) => {
    await using fixture = await aPool(`exports.handler = async () => process.env.AWS_LAMBDA_MAX_CONCURRENCY ?? "one"`, {
      ...options,
      concurrency: 2,
    });
    expect(fixture.pool.limit).toBe(2);
    expect(await fixture.pool.invoke({})).toEqual(ok("one"));
  });
});
