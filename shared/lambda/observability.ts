import { Logger } from "@aws-lambda-powertools/logger";
import type { Log, Metrics } from "../kernel/application/ports/runtime.ts";
import { AppError } from "../kernel/domain/errors.ts";
import { METRICS_NAMESPACE } from "../names.ts";
import { type Dimensions, emfLines, type Metric, type Unit } from "./emf.ts";

/** Logs and metrics of one function. `flush` writes the metrics out: once per invocation, at its end. */
export type Observability = { readonly log: Log; readonly metrics: Metrics; flush(): void };

/**
 * Structured logs by Powertools, under the function's service name, and metrics in the embedded metric format: one line
 * an invocation (see `emf.ts`). `dimensions` are those that all of its metrics have besides.
 */
export function createObservability(service: string, dimensions: Readonly<Record<string, string>> = {}): Observability {
  const logger = new Logger({ serviceName: service });
  const everywhere = { service, ...dimensions };
  const metrics = new Map<string, Gathered>();

  function gathered(name: string, unit: Unit, own: Dimensions | undefined): Gathered {
    const key = own ? JSON.stringify([unit, name, own]) : `${unit} ${name}`;
    const known = metrics.get(key);
    if (known) return known;
    const metric = { name, unit, dimensions: own ? { ...everywhere, ...withValues(own) } : everywhere, values: [] };
    metrics.set(key, metric);
    return metric;
  }

  return {
    log: {
      info: (message, fields = {}) => logger.info(message, { ...fields }),
      warn: (message, fields = {}) => logger.warn(message, { ...fields }),
      error: (message, error, fields = {}) => logger.error(message, { ...fields, ...describe(error) }),
    },
    metrics: {
      count(name, value = 1, own) {
        const { values } = gathered(name, "Count", own);
        values[0] = (values[0] ?? 0) + value;
      },
      duration(name, ms) {
        gathered(name, "Milliseconds", undefined).values.push(ms);
      },
    },
    flush() {
      if (metrics.size === 0) return;
      const lines = emfLines(METRICS_NAMESPACE, [...metrics.values()], Date.now());
      metrics.clear();
      // Lambda's console would put a prefix before the line; CloudWatch reads metrics of bare JSON only.
      process.stdout.write(`${lines.join("\n")}\n`);
    },
  };
}

type Gathered = Metric & { readonly values: number[] };

/** CloudWatch refuses a dimension without a value, and with it the line. */
function withValues(dimensions: Dimensions): Dimensions {
  return Object.fromEntries(Object.entries(dimensions).filter(([, value]) => value !== ""));
}

/** What a log line says of an error: its family's fields, and the chain of causes. */
function describe(error: unknown): Record<string, unknown> {
  if (!(error instanceof AppError)) return error instanceof Error ? { error } : { error: String(error) };
  const cause = error.cause instanceof Error ? `${error.cause.name}: ${error.cause.message}` : undefined;
  return { error, code: error.code, details: error.details, ...(cause ? { cause } : {}) };
}
