import * as z from "zod";

const counts = z.record(z.string(), z.number());
const units = z.object({ readUnits: z.number(), writeUnits: z.number() });

/** What of `GET /local/usage` is billed. */
export const usageSchema = z.object({
  functions: z.record(
    z.string(),
    z.object({ invocations: z.number(), billedGbMs: z.number(), logBytes: z.number(), cpuMs: z.number() }),
  ),
  calls: z.record(z.string(), counts),
  dynamodb: z.object({ tables: z.record(z.string(), units), functions: z.record(z.string(), units) }),
  billed: z.object({ sqs: counts, events: z.number(), http: z.number() }),
  pollers: z.array(
    z.object({ queue: z.string(), receives: z.number(), emptyReceives: z.number(), deletes: z.number() }),
  ),
});

export type Usage = z.infer<typeof usageSchema>;

/**
 * What was used between two readings: each number of `after` less that of `before`, or as it is where `before` lacks
 * it.
 */
export function between(before: Usage, after: Usage): Usage {
  return usageSchema.parse(less(after, before));
}

function less(after: unknown, before: unknown): unknown {
  if (typeof after === "number") return after - (typeof before === "number" ? before : 0);
  if (Array.isArray(after)) return after.map((one, index) => less(one, Array.isArray(before) ? before[index] : {}));
  if (typeof after !== "object" || after === null) return after;
  return Object.fromEntries(Object.entries(after).map(([name, value]) => [name, less(value, Object(before)[name])]));
}
