import { membersOf } from "./processes.ts";

/** Resident megabytes by kind of process at a time (seconds since the first sample); shared pages count each time. */
export type MemorySample = { readonly second: number; readonly megabytes: Readonly<Record<string, number>> };

/** The most samples that are kept: beyond it every second one is dropped, and the pause doubles. */
const MOST_SAMPLES = 120;

/** Looks at the memory of `root` and all processes below it until it is stopped. */
export function watchMemory(root: number): { stop(): readonly MemorySample[] } {
  const startedAt = Date.now();
  let samples: MemorySample[] = [];
  let everyMs = 1000;
  const look = () => {
    const second = Math.round((Date.now() - startedAt) / 1000);
    samples.push({ second, megabytes: { ...residentOf(root), bench: megabytes(process.memoryUsage.rss()) } });
    if (samples.length >= MOST_SAMPLES) {
      samples = samples.filter((_, index) => index % 2 === 0);
      everyMs *= 2;
    }
    timer = setTimeout(look, everyMs);
  };
  let timer = setTimeout(look, 0);
  return {
    stop() {
      clearTimeout(timer);
      return samples;
    },
  };
}

function residentOf(root: number): Record<string, number> {
  const kinds: Record<string, number> = {};
  for (const { kind, residentBytes } of membersOf(root)) {
    for (const name of [kind, "all"]) kinds[name] = (kinds[name] ?? 0) + residentBytes;
  }
  return Object.fromEntries(Object.entries(kinds).map(([kind, bytes]) => [kind, megabytes(bytes)]));
}

const megabytes = (bytes: number) => Math.round(bytes / 1e5) / 10;

/** How memory went, by kind of process: the middle of the first and of the last third of the samples, and the most. */
export function spanOf(
  samples: readonly MemorySample[],
): Record<string, { first: number; last: number; most: number }> {
  const third = Math.max(1, Math.floor(samples.length / 3));
  const kinds = [...new Set(samples.flatMap(({ megabytes }) => Object.keys(megabytes)))];
  return Object.fromEntries(
    kinds.map((kind) => {
      const values = samples.map(({ megabytes }) => megabytes[kind] ?? 0);
      const span = {
        first: middle(values.slice(0, third)),
        last: middle(values.slice(-third)),
        most: Math.max(...values),
      };
      return [kind, span];
    }),
  );
}

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
