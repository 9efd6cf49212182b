import type { Log, Metrics } from "../kernel/application/ports/runtime.ts";
import { AppError } from "../kernel/domain/errors.ts";
import { METRICS_NAMESPACE } from "../names.ts";
import { type Dimensions, emfLines, type Metric, type Unit } from "./output/emf.ts";
import { createLogLines } from "./output/log-lines.ts";
import { ofInvocation, requestIdInHand } from "./output/of-invocation.ts";

/** Logs and metrics of one function. `flush` writes an invocation's metrics out: once, at its end. */
export type Observability = { readonly log: Log; readonly metrics: Metrics; flush(): void };

/**
 * Structured logs (see `log-lines.ts`), under the function's service name, and metrics in the embedded metric format:
 * one line an invocation (see `emf.ts`). `dimensions` are those that all of its metrics have besides.
 */
export function createObservability(service: string, dimensions: Readonly<Record<string, string>> = {}): Observability {
  const write = createLogLines(service);
  const everywhere = { service, ...dimensions };
  const metrics = ofInvocation(() => new Map<string, Gathered>());

  function gatheredOf(name: string, unit: Unit, own: Dimensions | undefined): Gathered {
    const key = own ? JSON.stringify([unit, name, own]) : `${unit} ${name}`;
    const gathered = metrics.get();
    const known = gathered.get(key);
    if (known) return known;
    const metric = { name, unit, dimensions: own ? { ...everywhere, ...withValues(own) } : everywhere, values: [] };
    gathered.set(key, metric);
    return metric;
  }

  return {
    log: {
      info: (message, fields = {}) => write("INFO", message, { ...ofRequest(), ...fields }),
      warn: (message, fields = {}) => write("WARN", message, { ...ofRequest(), ...fields }),
      error: (message, error, fields = {}) =>
        write("ERROR", message, { ...ofRequest(), ...fields, ...describe(error) }),
    },
    metrics: {
      count(name, value = 1, own) {
        const { values } = gatheredOf(name, "Count", own);
        values[0] = (values[0] ?? 0) + value;
      },
      duration(name, ms) {
        gatheredOf(name, "Milliseconds", undefined).values.push(ms);
      },
    },
    flush() {
      const all = metrics.end().flatMap((gathered) => [...gathered.values()]);
      if (all.length === 0) return;
      const lines = emfLines(METRICS_NAMESPACE, all, Date.now());
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

/** Lambda's own name for the id of a request to the function, by which its lines are found together. */
function ofRequest(): Readonly<Record<string, string>> {
  const id = requestIdInHand();
  return id === undefined ? {} : { function_request_id: id };
}

/** What a log line says of an error: its family's fields, and the chain of causes. */
function describe(error: unknown): Record<string, unknown> {
  if (!(error instanceof AppError)) return error instanceof Error ? { error } : { error: String(error) };
  const cause = error.cause instanceof Error ? `${error.cause.name}: ${error.cause.message}` : undefined;
  return { error, code: error.code, details: error.details, ...(cause ? { cause } : {}) };
}
