import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AppError } from "../../../shared/kernel/domain/errors.ts";
import { createObservability } from "../../../shared/lambda/observability.ts";

let written: Record<string, unknown>[];

beforeEach(() => {
  written = [];
  vi.stubEnv("POWERTOOLS_DEV", "true");
  vi.stubEnv("POWERTOOLS_METRICS_DISABLED", "false");
  const record = (text: unknown) => {
    written.push(JSON.parse(String(text)));
  };
  for (const method of ["log", "info", "warn", "error"] as const) vi.spyOn(console, method).mockImplementation(record);
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const metricsWritten = () => written.filter((line) => "_aws" in line);

describe("observability", () => {
  it("sums counts of an invocation and writes them once, in the fleet's namespace", () => {
    const { metrics, flush } = createObservability("sender");
    metrics.count("CommandSent");
    metrics.count("CommandSent", 2);
    metrics.duration("GatewayCall", 12);
    flush();
    expect(metricsWritten()).toHaveLength(1);
    expect(metricsWritten()[0]).toMatchObject({ CommandSent: 3, GatewayCall: 12, service: "sender" });
    expect(JSON.stringify(metricsWritten()[0])).toContain('"Namespace":"WechatFleet"');
  });

  it("writes a record of its own for each set of dimensions", () => {
    const { metrics, flush } = createObservability("callback");
    metrics.count("CallbackAccepted", 1, { kind: "text" });
    metrics.count("CallbackAccepted", 1, { kind: "image" });
    metrics.count("CallbackAccepted", 1, { kind: "text" });
    flush();
    expect(metricsWritten().map(({ kind, CallbackAccepted }) => [kind, CallbackAccepted])).toEqual([
      ["text", 2],
      ["image", 1],
    ]);
  });

  it("gives all metrics of a function the dimensions that it is made with", () => {
    const { metrics, flush } = createObservability("sender", { lane: "bulk" });
    metrics.count("CommandSent");
    metrics.duration("GatewayCall", 12);
    metrics.count("CommandRetried", 1, { cause: "dns" });
    flush();
    const sets = metricsWritten().map(({ _aws }) => Object(_aws).CloudWatchMetrics[0].Dimensions);
    expect(sets.map(([names]) => names.toSorted())).toEqual([
      ["cause", "lane", "service"],
      ["lane", "service"],
    ]);
    expect(metricsWritten()).toMatchObject([
      { lane: "bulk", cause: "dns" },
      { lane: "bulk", CommandSent: 1, GatewayCall: 12 },
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
});
