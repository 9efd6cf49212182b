import type { Observability } from "../../shared/lambda/observability.ts";

/** Logs and metrics that tests can look at: counts by name (and dimensions as JSON), lines in order. */
export function recordingObservability(): Observability & {
  readonly counts: Map<string, number>;
  readonly lines: { level: string; message: string; fields: unknown }[];
  flushes(): number;
} {
  const counts = new Map<string, number>();
  const lines: { level: string; message: string; fields: unknown }[] = [];
  let flushes = 0;
  return {
    counts,
    lines,
    flushes: () => flushes,
    log: {
      info: (message, fields) => lines.push({ level: "info", message, fields }),
      warn: (message, fields) => lines.push({ level: "warn", message, fields }),
      error: (message, error, fields) =>
        lines.push({ level: "error", message, fields: { ...fields, error: String(error) } }),
    },
    metrics: {
      count(name, value = 1, dimensions) {
        const key = dimensions ? name + JSON.stringify(dimensions) : name;
        counts.set(key, (counts.get(key) ?? 0) + value);
      },
      duration: () => undefined,
    },
    flush: () => {
      flushes += 1;
    },
  };
}
