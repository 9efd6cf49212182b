/**
 * What an answered write outlives: the end of the process, SIGKILL included, or a power cut as well, for which each
 * commit waits until the disk has it.
 */
export const DURABILITIES = ["process", "power"] as const;
export type Durability = (typeof DURABILITIES)[number];

/** The statement by which SQLite in WAL mode flushes so much; without `power` it flushes at checkpoints only. */
export function synchronousPragma(durability: Durability): string {
  return `PRAGMA synchronous = ${durability === "power" ? "FULL" : "NORMAL"}`;
}
