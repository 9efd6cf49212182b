import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { untilHolds } from "../../../support/until.ts";
import { aPool } from "./a-pool.ts";

const ok = (payload: unknown) => expect.objectContaining({ kind: "ok", payload });
const failed = (kind: string, errorType: string, errorMessage: unknown = expect.any(String)) =>
  expect.objectContaining({ kind, error: expect.objectContaining({ errorType, errorMessage }) });

describe("a function's processes", () => {
  it("give the handler its event and a context like Lambda's", async () => {
    await using fixture = await aPool(
      `exports.handler = async (event, context) => ({ event, context, left: context.getRemainingTimeInMillis() })`,
      { timeoutSeconds: 5 },
    );
    const outcome = await fixture.pool.invoke({ text: "你好" });
    expect(outcome).toEqual(
      ok({
        event: { text: "你好" },
        left: expect.toSatisfy((ms: number) => ms > 0 && ms <= 5000),
        context: expect.objectContaining({
          awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
          functionName: "fixture",
          invokedFunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:fixture",
          memoryLimitInMB: "128",
        }),
      }),
    );
  });

  it("see the template's environment and what Lambda sets, and nothing of the parent's", async () => {
    await using fixture = await aPool(`exports.handler = async () => process.env`);
    const outcome = await fixture.pool.invoke({});
    expect(outcome).toEqual(
      ok(
        expect.objectContaining({
          GREETING: "你好",
          AWS_REGION: "us-east-1",
          AWS_ENDPOINT_URL: "http://127.0.0.1:1",
          AWS_ENDPOINT_URL_DYNAMODB: "http://127.0.0.1:2",
          AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "128",
          TZ: "UTC",
        }),
      ),
    );
    expect(outcome).not.toEqual(ok(expect.objectContaining({ PATH: expect.anything() })));
  });

  it("start at the first invocation and stay warm", async () => {
    await using fixture = await aPool(`let calls = 0; exports.handler = async () => ++calls`);
    expect(fixture.pool.status().processes).toEqual([]);
    await fixture.pool.invoke({});
    expect(await fixture.pool.invoke({})).toEqual(ok(2));
    expect(fixture.pool.usage()).toMatchObject({ invocations: 2, coldStarts: 1, errors: 0 });
  });

  it("grow to the limit under load and carry out everything that waits", async () => {
    // The first invocations wait for each other: that takes two processes, however long a second one takes to start.
    const meeting = temporaryFolder();
    await using fixture = await aPool(
      `const { readdirSync, writeFileSync } = require("node:fs");
       exports.handler = async (folder) => {
         writeFileSync(folder + "/" + process.pid, "");
         while (readdirSync(folder).length < 2) await new Promise((done) => setTimeout(done, 5));
         return process.pid;
       }`,
      { concurrency: 2 },
    );
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => fixture.pool.invoke(meeting)));
    const pids = new Set(
      outcomes.map((outcome) => (outcome !== "throttled" && outcome.kind === "ok" ? outcome.payload : 0)),
    );
    expect(pids.size).toBe(2);
    expect(fixture.pool.usage()).toMatchObject({ invocations: 6, errors: 0 });
  });

  it("are not more than one for a burst that is soon over, however long the first one takes to start", async () => {
    await using fixture = await aPool(`exports.handler = async (event) => event`, {
      concurrency: 4,
      patienceMs: 60_000,
    });
    const burst = Array.from({ length: 20 }, (_, n) => fixture.pool.invoke(n));
    expect(await Promise.all(burst)).toEqual(burst.map((_, n) => ok(n)));
    expect(fixture.pool.usage()).toMatchObject({ invocations: 20, coldStarts: 1 });
  });

  it("never outnumber the reserved concurrency", async () => {
    await using fixture = await aPool(`exports.handler = async () => process.pid`, {
      concurrency: 4,
      reservedConcurrency: 1,
    });
    await Promise.all([fixture.pool.invoke({}), fixture.pool.invoke({}), fixture.pool.invoke({})]);
    expect(fixture.pool.usage().coldStarts).toBe(1);
  });

  it("report what a handler throws, log it and go on", async () => {
    await using fixture = await aPool(
      `exports.handler = async (event) => { if (event.bad) throw new TypeError("no such thing"); return "fine" }`,
    );
    expect(await fixture.pool.invoke({ bad: true })).toEqual(failed("error", "TypeError", "no such thing"));
    expect(await fixture.pool.invoke({})).toEqual(ok("fine"));
    expect(fixture.pool.usage()).toMatchObject({ coldStarts: 1, errors: 1 });
    await untilHolds(() => expect(fixture.shown.join()).toContain("no such thing"));
    expect(fixture.log()).toMatch(/\tERROR\tInvoke Error\t/);
  });

  it("are killed when the time is over, and a fresh one takes the next invocation", async () => {
    await using fixture = await aPool(
      `exports.handler = async (event) => { if (event.hang) for (;;); return "fine" }`,
      {
        timeoutSeconds: 1,
      },
    );
    expect(await fixture.pool.invoke({ hang: true })).toEqual(
      failed("timeout", "Sandbox.Timedout", expect.stringMatching(/Task timed out after 1.00 seconds$/)),
    );
    expect(await fixture.pool.invoke({})).toEqual(ok("fine"));
    expect(fixture.pool.usage()).toMatchObject({ timeouts: 1, coldStarts: 2 });
    expect(fixture.log()).toContain("Task timed out");
  });

  it("that exit fail their invocation as Lambda says it", async () => {
    await using fixture = await aPool(
      `exports.handler = async (event) => { if (event.exit) process.exit(7); return "fine" }`,
    );
    expect(await fixture.pool.invoke({ exit: true })).toEqual(
      failed("error", "Runtime.ExitError", expect.stringMatching(/Runtime exited with error: exit status 7$/)),
    );
    expect(await fixture.pool.invoke({})).toEqual(ok("fine"));
  });

  it("that are killed from outside fail their invocation", async () => {
    await using fixture = await aPool(`exports.handler = async () => process.kill(process.pid, "SIGKILL")`);
    expect(await fixture.pool.invoke({})).toEqual(
      failed("error", "Runtime.ExitError", expect.stringMatching(/signal: killed$/)),
    );
  });

  it("end on errors outside of the handler", async () => {
    await using fixture = await aPool(
      `exports.handler = (event) => new Promise(() => {
         if (event.reject) Promise.reject(new Error("nobody listens"));
         else setTimeout(() => { throw new RangeError("too late") }, 1);
       })`,
    );
    expect(await fixture.pool.invoke({ reject: true })).toEqual(
      failed("error", "Runtime.UnhandledPromiseRejection", "nobody listens"),
    );
    expect(await fixture.pool.invoke({})).toEqual(failed("error", "RangeError", "too late"));
  });

  it("that need more memory than the template gives are ended", async () => {
    await using fixture = await aPool(
      `exports.handler = async () => { const all = []; for (;;) all.push(new Array(1e5).fill(Math.random())) }`,
      { memoryMb: 64 },
    );
    expect(await fixture.pool.invoke({})).toEqual(failed("error", "Runtime.ExitError"));
    expect(fixture.log()).toMatch(/heap out of memory|heap limit/);
  });

  it.each([
    ["is missing", { file: "other.js", source: "" }, "Runtime.ImportModuleError"],
    ["has no such export", { file: "index.js", source: "exports.other = 1" }, "Runtime.HandlerNotFound"],
    ["does not parse", { file: "index.js", source: "exports.handler = (" }, "Runtime.UserCodeSyntaxError"],
    ["requires what is not there", { file: "index.js", source: `require("nowhere")` }, "Runtime.ImportModuleError"],
    ["throws while it loads", { file: "index.js", source: `throw new RangeError("env")` }, "RangeError"],
  ])("say what is wrong with a bundle that %s", async (_, { file, source }, errorType) => {
    await using fixture = await aPool(source, { file });
    expect(await fixture.pool.invoke({})).toEqual(failed("error", errorType));
    expect(fixture.shown.join()).toContain(errorType);
  });

  it("load a bundle once more, for as long as the function may run, when its init phase takes too long", async () => {
    const wait = (ms: number) => `Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${ms});`;
    const handler = "exports.handler = async () => 1;";
    await using late = await aPool(wait(2_000) + handler, { initTimeoutMs: 500 });
    expect(await late.pool.invoke({})).toEqual(ok(1));
    expect(late.log()).toContain("INIT_REPORT Init Duration: 500.00 ms\tPhase: init\tStatus: timeout");
    await using never = await aPool(wait(60_000) + handler, { initTimeoutMs: 500, timeoutSeconds: 1 });
    expect(await never.pool.invoke({})).toEqual(failed("error", "Sandbox.Timedout"));
  });

  it("report a result that is no JSON", async () => {
    await using fixture = await aPool(`exports.handler = async () => 1n`);
    expect(await fixture.pool.invoke({})).toEqual(failed("error", "Runtime.MarshalError"));
  });

  it("live in the embedded cloud's time", async () => {
    await using fixture = await aPool(`
      const loadedAt = Date.now();
      exports.handler = async () => {
        const made = new Date();
        return { loadedAt, now: Date.now(), made: made.getTime(), isDate: made instanceof Date, iso: made.toISOString(),
          fixed: new Date("2020-01-02T03:04:05Z").getTime(), parts: new Date(2020, 0, 2).getTime(), text: typeof Date(),
          subclass: new (class extends Date {})().getTime(), utc: Date.UTC(1970, 0, 2), same: made.constructor === Date };
      }`);
    fixture.clock.advance(3600);
    await fixture.pool.invoke({});
    fixture.clock.advance(86_400);
    const outcome = await fixture.pool.invoke({});
    const near = (offset: number) =>
      expect.toSatisfy((value: number) => Math.abs(value - Date.now() - offset) < 60_000);
    const day = 90_000_000;
    expect(outcome).toEqual(
      ok({
        loadedAt: near(3_600_000),
        now: near(day),
        made: near(day),
        isDate: true,
        iso: expect.toSatisfy((iso: string) => Math.abs(Date.parse(iso) - Date.now() - day) < 60_000),
        fixed: Date.parse("2020-01-02T03:04:05Z"),
        parts: Date.UTC(2020, 0, 2),
        text: "string",
        subclass: near(day),
        utc: 86_400_000,
        same: true,
      }),
    );
  });

  it("have their metrics summed and their log lines kept", async () => {
    const record = (value: unknown) =>
      JSON.stringify({
        _aws: {
          Timestamp: 1,
          CloudWatchMetrics: [
            { Namespace: "Fleet", Dimensions: [["service"]], Metrics: [{ Name: "Accepted", Unit: "Count" }] },
          ],
        },
        service: "callback",
        Accepted: value,
      });
    await using fixture = await aPool(`exports.handler = async () => {
      process.stdout.write(${JSON.stringify(`${record(2)}\n`)});
      process.stdout.write(${JSON.stringify(`${record([1, 4])}\n`)});
      console.log("hello %s", "世界");
      process.stdout.write('{"level":"ERROR","message":"mind this"}\\n');
    }`);
    await fixture.pool.invoke({});
    await untilHolds(() => expect(fixture.shown).toEqual([`[fixture] {"level":"ERROR","message":"mind this"}`]));
    expect(fixture.metrics.list()).toEqual([
      { namespace: "Fleet", name: "Accepted", dimensions: { service: "callback" }, unit: "Count", sum: 7, count: 3 },
    ]);
    expect(fixture.log()).toMatch(/\tINFO\thello 世界\n/);
    expect(fixture.log()).not.toContain("CloudWatchMetrics");
  });

  it("log in JSON where their function does, each line once, and of the platform's lines those of failures", async () => {
    const record = JSON.stringify({
      _aws: {
        Timestamp: 1,
        CloudWatchMetrics: [{ Namespace: "Fleet", Dimensions: [[]], Metrics: [{ Name: "Accepted" }] }],
      },
      Accepted: 1,
    });
    await using fixture = await aPool(
      `exports.handler = async (event) => {
        if (event.exit) process.exit(7);
        console.log("hello %s", "世界");
        process.stdout.write('{"level":"WARN","message":"structured"}\\n');
        process.stdout.write(${JSON.stringify(`${record}
`)});
        throw new TypeError("no such thing");
      }`,
      { logging: { format: "JSON", applicationLevel: "INFO", systemLevel: "WARN" } },
    );
    await fixture.pool.invoke({});
    await fixture.pool.invoke({ exit: true });
    const lines = () =>
      fixture
        .log()
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line));
    await untilHolds(() => expect(lines()).toHaveLength(4));
    expect(lines()).toMatchObject([
      { level: "INFO", message: "hello 世界", requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      { level: "WARN", message: "structured" },
      { level: "ERROR", message: { errorType: "TypeError", errorMessage: "no such thing" } },
      { type: "platform.report", level: "WARN", record: expect.stringContaining("exit status 7") },
    ]);
    expect(fixture.metrics.list()).toMatchObject([{ name: "Accepted", sum: 1 }]);
  });

  it("end when nobody has needed them for a while", async () => {
    await using fixture = await aPool(`exports.handler = async () => 1`, { idleMs: 100 });
    await fixture.pool.invoke({});
    await untilHolds(() => expect(fixture.watched.size).toBe(0));
    expect(await fixture.pool.invoke({})).toEqual(ok(1));
  });

  it("finish what they do when the pool stops, and are killed when that takes too long", async () => {
    const source = `exports.handler = async (ms) => { await new Promise((done) => setTimeout(done, ms)); return "done" }`;
    await using fixture = await aPool(source, { patienceMs: 0 });
    await fixture.pool.invoke(0);
    const short = fixture.pool.invoke(100);
    const long = fixture.pool.invoke(50_000);
    await untilHolds(() => expect(fixture.pool.status().waiting).toBe(0));
    await fixture.pool.stop(3_000);
    expect(await short).toEqual(ok("done"));
    expect(await long).toEqual(failed("error", "Runtime.ExitError"));
    expect(await fixture.pool.invoke(0)).toBe("throttled");
    expect(fixture.watched.size).toBe(0);
  });
});
