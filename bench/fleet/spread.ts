export type Spread = { readonly min: number; readonly median: number; readonly p99: number; readonly max: number };

/** Smallest, middle, 99th percentile and largest of some values, in units of `unit`. */
export function spreadOf(values: readonly number[], unit = 1): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const share = (part: number) =>
    round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN) / unit);
  return { min: share(0), median: share(0.5), p99: share(0.99), max: share(1) };
}

export function round(value: number, digits = 2): number {
  return Number(value.toFixed(digits));
}
