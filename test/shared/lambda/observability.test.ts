import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createMetricsStore } from "../../../local/lambda/output/metrics-store.ts";
import { AppError } from "../../../shared/kernel/domain/errors.ts";
import { createObservability } from "../../../shared/lambda/observability.ts";

let written: Record<string, unknown>[];

beforeEach(() => {
  written = [];
  const record = (text: unknown) => {
    written.push(JSON.parse(String(text)));
  };
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, "write").mockImplementation((text) => {
      for (const line of String(text).trimEnd().split("\n")) record(line);
      return true;
    });
  }
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const metricsWritten = () => written.filter((line) => "_aws" in line);

/** The metrics of all lines, as CloudWatch keeps them: name, values, unit, dimensions. */
function kept(): unknown[] {
  const store = createMetricsStore();
  for (const line of metricsWritten()) expect(store.addLine(JSON.stringify(line))).toBe(true);
  return store.list().map(({ namespace, name, unit, dimensions, sum, count }) => {
    expect(namespace).toBe("WechatFleet");
    return [name, sum, count, unit, dimensions];
  });
}

describe("observability", () => {
  it("sums counts of an invocation and writes them once, in the fleet's namespace", () => {
    const { metrics, flush } = createObservability("sender");
    metrics.count("CommandSent");
    metrics.count("CommandSent", 2);
    metrics.duration("GatewayCall", 12);
    metrics.duration("GatewayCall", 30);
    flush();
    expect(metricsWritten()).toHaveLength(1);
    expect(metricsWritten()[0]).toMatchObject({ CommandSent: 3, GatewayCall: [12, 30], service: "sender" });
    expect(kept()).toEqual([
      ["CommandSent", 3, 1, "Count", { service: "sender" }],
      ["GatewayCall", 42, 2, "Milliseconds", { service: "sender" }],
    ]);
  });

  it("writes metrics of several sets of dimensions in one line", () => {
    const { metrics, flush } = createObservability("sender", { lane: "bulk" });
    metrics.count("CommandSent");
    metrics.duration("GatewayCall", 12);
    metrics.count("CommandRetried", 1, { cause: "dns" });
    metrics.count("CircuitOpened", 2, { circuit: "account" });
    flush();
    expect(metricsWritten()).toHaveLength(1);
    expect(kept()).toEqual([
      ["CommandSent", 1, 1, "Count", { service: "sender", lane: "bulk" }],
      ["GatewayCall", 12, 1, "Milliseconds", { service: "sender", lane: "bulk" }],
      ["CommandRetried", 1, 1, "Count", { service: "sender", lane: "bulk", cause: "dns" }],
      ["CircuitOpened", 2, 1, "Count", { service: "sender", lane: "bulk", circuit: "account" }],
    ]);
  });

  it("writes a further line for each further value of a dimension", () => {
    const { metrics, flush } = createObservability("callback");
    metrics.count("CallbackRejected", 1, { reason: "unauthorized" });
    metrics.count("CallbackRejected", 1, { reason: "too-large" });
    metrics.count("CallbackRejected", 1, { reason: "unauthorized" });
    metrics.count("CallbackUnread");
    flush();
    expect(metricsWritten()).toHaveLength(2);
    expect(kept()).toEqual([
      ["CallbackRejected", 2, 1, "Count", { service: "callback", reason: "unauthorized" }],
      ["CallbackUnread", 1, 1, "Count", { service: "callback" }],
      ["CallbackRejected", 1, 1, "Count", { service: "callback", reason: "too-large" }],
    ]);
  });

  it("keeps to the format's limits: 100 metrics a directive, 100 values a metric, no dimension without a value", () => {
    const { metrics, flush } = createObservability("callback");
    for (let at = 0; at < 101; at += 1) metrics.count(`Metric${at}`);
    for (let at = 0; at < 250; at += 1) metrics.duration("Call", 1);
    metrics.count("Rejected", 1, { reason: "" });
    flush();
    const directives = metricsWritten().map(({ _aws }) => Object(_aws).CloudWatchMetrics);
    expect(directives.map((list) => list.map(({ Metrics }: { Metrics: unknown[] }) => Metrics.length))).toEqual([
      [100, 3],
      [1],
      [1],
    ]);
    expect(kept()).toHaveLength(103);
    expect(kept()).toContainEqual(["Call", 250, 250, "Milliseconds", { service: "callback" }]);
    expect(kept()).toContainEqual(["Rejected", 1, 1, "Count", { service: "callback" }]);
  });

  it("keeps apart what has one name: two metrics, a metric and a dimension", () => {
    const { metrics, flush } = createObservability("callback");
    metrics.count("reason");
    metrics.duration("reason", 3);
    metrics.count("Accepted", 1, { reason: "unauthorized" });
    flush();
    expect(kept()).toEqual([
      ["reason", 4, 2, "Count", { service: "callback" }],
      ["Accepted", 1, 1, "Count", { service: "callback", reason: "unauthorized" }],
    ]);
  });

  it("writes nothing where nothing was counted, and nothing twice", () => {
    const { metrics, flush } = createObservability("consumer");
    flush();
    metrics.count("A");
    flush();
    flush();
    expect(metricsWritten()).toHaveLength(1);
  });

  it("logs at the level of its deployment, whatever level Lambda lets through", () => {
    vi.stubEnv("AWS_LAMBDA_LOG_LEVEL", "INFO");
    vi.stubEnv("LOG_LEVEL", "WARN");
    const { log, metrics, flush } = createObservability("sender");
    log.info("it began");
    log.warn("it waits");
    metrics.count("CommandSent");
    flush();
    expect(written).toMatchObject([{ level: "WARN", message: "it waits" }, { CommandSent: 1 }]);
  });

  it("logs an error of the family with its code, fields and cause", () => {
    const { log } = createObservability("sender");
    log.error(
      "it failed",
      new AppError("unavailable", "no", { cause: new Error("reset"), details: { appId: "wx_a" } }),
      {
        commandId: "c",
      },
    );
    expect(written[0]).toMatchObject({
      level: "ERROR",
      message: "it failed",
      code: "unavailable",
      details: { appId: "wx_a" },
      cause: "Error: reset",
      commandId: "c",
    });
  });

  it("logs foreign errors, things that are no errors, and plain lines", () => {
    const { log } = createObservability("sender");
    log.error("a", new Error("boom"));
    log.error("b", "just text");
    log.error("c", new AppError("refused", "no"));
    log.info("d", { n: 1 });
    log.warn("e");
    log.info("f");
    expect(written[0]).toMatchObject({ message: "a", error: { message: "boom" } });
    expect(written[1]).toMatchObject({ message: "b", error: "just text" });
    expect(written[2]).not.toHaveProperty("cause");
    expect(written[3]).toMatchObject({ level: "INFO", message: "d", n: 1 });
    expect(written[4]).toMatchObject({ level: "WARN", message: "e" });
  });

  it("logs from the level on that the environment names, with the trace that the invocation belongs to", () => {
    vi.stubEnv("LOG_LEVEL", "WARN");
    vi.stubEnv("_X_AMZN_TRACE_ID", "Root=1-2-3;Parent=4;Sampled=0");
    const { log } = createObservability("sender");
    log.info("not this");
    log.warn("this");
    expect(written).toMatchObject([{ message: "this", service: "sender", xray_trace_id: "1-2-3" }]);
  });

  it("logs what JSON has no form for", () => {
    const { log } = createObservability("sender");
    const circle: Record<string, unknown> = { size: 1n };
    log.info("big", { size: 10n });
    circle.self = circle;
    log.error("round", Object.assign(new Error("outer", { cause: new Error("inner") }), { extra: 1 }), { circle });
    log.error("nested", Object.assign(new Error("outer", { cause: new Error("inner") }), { extra: 1 }));
    expect(written).toMatchObject([
      { message: "big", size: "10" },
      { message: "round", unwritable: expect.stringContaining("circular") },
      { message: "nested", error: { name: "Error", message: "outer", extra: 1, cause: { message: "inner" } } },
    ]);
    expect(Object(written[2]).error.location).toMatch(/\.(js|ts):\d+$/);
  });
});
