/**
 * Metrics of CloudWatch's embedded metric format. Source of its form and limits: "Specification: Embedded metric
 * format" in the Amazon CloudWatch user guide.
 */

export type Dimensions = Readonly<Record<string, string>>;
export type Unit = "Count" | "Milliseconds";

/** A metric with its values since the last line; `dimensions` are all that it has. */
export type Metric = {
  readonly name: string;
  readonly unit: Unit;
  readonly dimensions: Dimensions;
  readonly values: readonly number[];
};

type Directive = {
  readonly Namespace: string;
  readonly Dimensions: readonly [readonly string[]];
  readonly Metrics: { readonly Name: string; readonly Unit: Unit }[];
};

/** A line before it is written. Dimensions and values stand side by side in it, so that each name has one value. */
type Line = { readonly members: Map<string, string | number | readonly number[]>; readonly directives: Directive[] };

/** Metrics of one directive, and values of one metric. */
const MOST_METRICS = 100;
const MOST_VALUES = 100;

/**
 * The lines of an invocation's metrics: one, unless a metric has several values of a dimension or too many values. A
 * line has a directive for each set of dimensions.
 *
 * @param at epoch ms
 */
export function emfLines(namespace: string, metrics: readonly Metric[], at: number): string[] {
  const lines: Line[] = [];
  for (const metric of metrics.flatMap(inParts)) {
    const fitting = lines.find((line) => fits(line, metric));
    const line = fitting ?? { members: new Map(), directives: [] };
    if (!fitting) lines.push(line);
    add(line, namespace, metric);
  }
  return lines.map(({ members, directives }) =>
    JSON.stringify({
      _aws: { Timestamp: at, CloudWatchMetrics: directives },
      ...Object.fromEntries(members),
    }),
  );
}

function inParts(metric: Metric): Metric[] {
  const parts: Metric[] = [];
  for (let from = 0; from < metric.values.length; from += MOST_VALUES) {
    parts.push({ ...metric, values: metric.values.slice(from, from + MOST_VALUES) });
  }
  return parts;
}

function fits({ members }: Line, { name, dimensions }: Metric): boolean {
  return (
    !members.has(name) &&
    Object.entries(dimensions).every(([key, value]) => !members.has(key) || members.get(key) === value)
  );
}

function add({ members, directives }: Line, namespace: string, { name, unit, dimensions, values }: Metric): void {
  const names = Object.keys(dimensions);
  const known = directives.find(
    ({ Dimensions: [set], Metrics }) => Metrics.length < MOST_METRICS && isSame(set, names),
  );
  const directive = known ?? { Namespace: namespace, Dimensions: [names], Metrics: [] };
  if (!known) directives.push(directive);
  directive.Metrics.push({ Name: name, Unit: unit });
  for (const [key, value] of Object.entries(dimensions)) members.set(key, value);
  members.set(name, values.length === 1 ? (values[0] ?? 0) : values);
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name) => other.includes(name));
}
