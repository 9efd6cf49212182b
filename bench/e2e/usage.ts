import * as z from "zod";
import type { CloudProcess } from "../../test/support/cloud-process.ts";
import { requestJson } from "../../test/support/http-json.ts";
import { membersOf, shortName } from "./processes.ts";

/** Sums by name; a difference of two readings is what lies between them. */
export type Sums = Readonly<Record<string, number>>;

/** What an embedded cloud has used since its start. */
export type Usage = {
  /** Processor time (ms) of each function, and of `cloud`, `database` and `simulator`. */
  readonly cpuMs: Sums;
  readonly invocations: Sums;
  /** Of each function, by service and action; undefined where the cloud does not count them. */
  readonly calls: Readonly<Record<string, Sums>> | undefined;
  /** Calls of all functions together: `dynamodb:<operation>`, and requests to the other services. */
  readonly allCalls: Sums;
  readonly readUnits: number;
  readonly writeUnits: number;
};

const sums = z.record(z.string(), z.number());
const usageSchema = z.object({
  functions: z.record(z.string(), z.object({ cpuMs: z.number(), invocations: z.number() })),
  calls: z.record(z.string(), sums).optional(),
  requests: z.record(z.string(), sums),
  dynamodb: z.object({ calls: sums, readUnits: z.number(), writeUnits: z.number() }),
});

export async function readUsage({ urls, pid }: Pick<CloudProcess, "urls" | "pid">): Promise<Usage> {
  const usage = usageSchema.parse((await requestJson("GET", `${urls.gateway}/local/usage`)).json());
  const functions = Object.entries(usage.functions).map(([name, one]) => [shortName(name), one] as const);
  const engines = Map.groupBy(membersOf(pid), ({ kind }) => kind);
  const cpuOf = (kind: string) => (engines.get(kind) ?? []).reduce((sum, { cpuMs }) => sum + cpuMs, 0);
  const { calls } = usage;
  return {
    cpuMs: Object.fromEntries([
      ...functions.map(([name, { cpuMs }]) => [name, cpuMs] as const),
      ...ENGINES.map((kind) => [kind, cpuOf(kind)] as const),
    ]),
    invocations: Object.fromEntries(functions.map(([name, { invocations }]) => [name, invocations])),
    calls: calls && Object.fromEntries(Object.entries(calls).map(([name, counts]) => [shortName(name), counts])),
    allCalls: Object.fromEntries(
      Object.entries({ ...usage.requests, dynamodb: usage.dynamodb.calls }).flatMap(([service, counts]) =>
        Object.entries(counts).map(([action, count]) => [`${service}:${action}`, count] as const),
      ),
    ),
    readUnits: usage.dynamodb.readUnits,
    writeUnits: usage.dynamodb.writeUnits,
  };
}

const ENGINES = ["cloud", "database", "simulator"];

/** What was used between two readings, for each of `count`; what was not used is left out. */
export function each(before: Sums, after: Sums, count: number): Sums {
  const shares = Object.entries(after).map(([name, sum]) => [name, (sum - (before[name] ?? 0)) / count] as const);
  return Object.fromEntries(shares.filter(([, share]) => share > 0));
}

export const total = (shares: Sums) => Object.values(shares).reduce((sum, share) => sum + share, 0);
