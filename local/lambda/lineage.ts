import { createHash, randomBytes } from "node:crypto";

/**
 * The trace header that goes with an invocation, by which Lambda counts how often a function stands in a chain of
 * invocations: `Root=…;Parent=…;Sampled=0;Lineage=<function>:<count>|…`. The SDK hands it on with every call, and SQS keeps it
 * with the message. Source: "Lineage" in "AWS X-Ray concepts", AWS X-Ray developer guide.
 */
export function nextTraceHeader(functionArn: string, sources: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const source of sources) {
    for (const [key, count] of countsIn(source)) counts.set(key, Math.max(count, counts.get(key) ?? 0));
  }
  const own = keyOf(functionArn);
  counts.set(own, (counts.get(own) ?? 0) + 1);
  const root = /Root=([^;]+)/.exec(sources[0] ?? "")?.[1] ?? newRoot();
  const lineage = [...counts].map(([key, count]) => `${key}:${count}`).join("|");
  return `Root=${root};Parent=${randomBytes(8).toString("hex")};Sampled=0;Lineage=${lineage}`;
}

/** How often the function was invoked already in the chain that a trace header tells of. */
export function timesInChain(functionArn: string, traceHeader: string): number {
  return new Map(countsIn(traceHeader)).get(keyOf(functionArn)) ?? 0;
}

function countsIn(traceHeader: string): readonly (readonly [string, number])[] {
  const lineage = /Lineage=([^;]+)/.exec(traceHeader)?.[1] ?? "";
  return [...lineage.matchAll(/([0-9a-f]{8}):(\d+)/g)].map(([, key = "", count]) => [key, Number(count)]);
}

const keys = new Map<string, string>();

/** Stands for a function in eight hexadecimal digits. */
function keyOf(functionArn: string): string {
  const known = keys.get(functionArn) ?? createHash("sha256").update(functionArn).digest("hex").slice(0, 8);
  keys.set(functionArn, known);
  return known;
}

function newRoot(): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `1-${seconds}-${randomBytes(12).toString("hex")}`;
}
