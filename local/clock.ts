import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Time of the embedded cloud: the machine's clock plus an offset that only grows. */
export type LocalClock = {
  /** Epoch milliseconds. */
  now(): number;
  /** Milliseconds ahead of the machine's clock. */
  offset(): number;
  /** Moves time forward; listeners hear of it at once. */
  advance(seconds: number): void;
  /** Called after each advance; returns a function that stops listening. */
  onAdvance(listener: () => void): () => void;
};

/** A clock whose offset survives restarts in `path` (in memory only when left out). */
export function createLocalClock(path?: string): LocalClock {
  let offset = path ? readOffset(path) : 0;
  const listeners = new Set<() => void>();
  return {
    now: () => Date.now() + offset,
    offset: () => offset,
    advance(seconds) {
      if (!Number.isFinite(seconds) || seconds < 0) throw new RangeError(`cannot advance the clock by ${seconds} s`);
      offset += Math.round(seconds * 1000);
      if (path) {
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, String(offset));
      }
      for (const listener of listeners) listener();
    },
    onAdvance(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function readOffset(path: string): number {
  try {
    const value = Number(readFileSync(path, "utf8"));
    return Number.isFinite(value) && value > 0 ? value : 0;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return 0;
    throw error;
  }
}
