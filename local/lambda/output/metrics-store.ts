import * as z from "zod";
import { parseJson } from "../../parse-json.ts";

/** The sum of one metric for one set of dimensions since the start. */
export type MetricSum = {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly unit: string | undefined;
  sum: number;
  /** How many values came in. */
  count: number;
};

export type MetricsStore = {
  /** Adds one line of output if it is an EMF record; returns whether it is one. */
  addLine(line: string): boolean;
  list(): readonly MetricSum[];
};

/** Source: "Specification: Embedded metric format" in the Amazon CloudWatch user guide. */
const recordSchema = z.looseObject({
  _aws: z.object({
    CloudWatchMetrics: z.array(
      z.object({
        Namespace: z.string(),
        Dimensions: z.array(z.array(z.string())),
        Metrics: z.array(z.object({ Name: z.string(), Unit: z.string().optional() })),
      }),
    ),
  }),
});
type EmfRecord = z.infer<typeof recordSchema>;

/** Sums metrics as CloudWatch would, out of what functions print in the embedded metric format. */
export function createMetricsStore(): MetricsStore {
  const sums = new Map<string, MetricSum>();

  function add(record: EmfRecord): void {
    for (const { Namespace, Dimensions, Metrics } of record._aws.CloudWatchMetrics) {
      for (const names of Dimensions.length > 0 ? Dimensions : [[]]) {
        const dimensions = Object.fromEntries(names.map((name) => [name, String(record[name])]));
        for (const { Name, Unit } of Metrics) {
          const key = JSON.stringify([Namespace, Name, dimensions]);
          const entry = sums.get(key) ?? { namespace: Namespace, name: Name, dimensions, unit: Unit, sum: 0, count: 0 };
          sums.set(key, entry);
          const value = record[Name];
          for (const number of Array.isArray(value) ? value : [value]) {
            if (typeof number !== "number") continue;
            entry.sum += number;
            entry.count++;
          }
        }
      }
    }
  }

  return {
    addLine(line) {
      if (!line.startsWith("{") || !line.includes('"_aws"')) return false;
      const parsed = recordSchema.safeParse(parseJson(line));
      if (parsed.success) add(parsed.data);
      return parsed.success;
    },
    list: () => [...sums.values()],
  };
}
