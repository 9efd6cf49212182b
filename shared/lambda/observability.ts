import { Logger } from "@aws-lambda-powertools/logger";
import { MetricUnit, Metrics as PowertoolsMetrics } from "@aws-lambda-powertools/metrics";
import type { Log, Metrics } from "../kernel/application/ports/runtime.ts";
import { AppError } from "../kernel/domain/errors.ts";
import { METRICS_NAMESPACE } from "../names.ts";

/** Logs and metrics of one function. `flush` writes the metrics out: once per invocation, at its end. */
export type Observability = { readonly log: Log; readonly metrics: Metrics; flush(): void };

/**
 * Structured logs and EMF metrics by Powertools, under the function's service name; `dimensions` are those that all of
 * its metrics have besides.
 */
export function createObservability(service: string, dimensions: Readonly<Record<string, string>> = {}): Observability {
  const logger = new Logger({ serviceName: service });
  const powertools = new PowertoolsMetrics({
    namespace: METRICS_NAMESPACE,
    serviceName: service,
    defaultDimensions: { ...dimensions },
  });
  const counts = new Map<
    string,
    { name: string; value: number; dimensions: Readonly<Record<string, string>> | undefined }
  >();
  let durations = 0;

  function writeCount(name: string, value: number, dimensions: Readonly<Record<string, string>> | undefined): void {
    if (!dimensions) {
      powertools.addMetric(name, MetricUnit.Count, value);
      return;
    }
    const single = powertools.singleMetric();
    single.addDimensions({ ...dimensions });
    single.addMetric(name, MetricUnit.Count, value);
  }

  return {
    log: {
      info: (message, fields = {}) => logger.info(message, { ...fields }),
      warn: (message, fields = {}) => logger.warn(message, { ...fields }),
      error: (message, error, fields = {}) => logger.error(message, { ...fields, ...describe(error) }),
    },
    metrics: {
      count(name, value = 1, dimensions) {
        const key = dimensions ? JSON.stringify([name, dimensions]) : name;
        const known = counts.get(key);
        if (known) known.value += value;
        else counts.set(key, { name, value, dimensions });
      },
      duration(name, ms) {
        powertools.addMetric(name, MetricUnit.Milliseconds, ms);
        durations += 1;
      },
    },
    flush() {
      if (counts.size + durations === 0) return;
      for (const { name, value, dimensions } of counts.values()) writeCount(name, value, dimensions);
      counts.clear();
      durations = 0;
      if (powertools.hasStoredMetrics()) powertools.publishStoredMetrics();
    },
  };
}

/** What a log line says of an error: its family's fields, and the chain of causes. */
function describe(error: unknown): Record<string, unknown> {
  if (!(error instanceof AppError)) return error instanceof Error ? { error } : { error: String(error) };
  const cause = error.cause instanceof Error ? `${error.cause.name}: ${error.cause.message}` : undefined;
  return { error, code: error.code, details: error.details, ...(cause ? { cause } : {}) };
}
