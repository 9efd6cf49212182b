import * as z from "zod";
import { type CommandState, commandStates } from "../../outbound/domain/ledger.ts";

/** How far one account's part of a run has come. */
export const shardProgressSchema = z.object({
  shard: z.int().min(0),
  /** Grows with every step; a task of an earlier step is stale. */
  step: z.int().min(0),
  /** Where the next page of recipients begins; absent at the first one. */
  cursor: z.string().exactOptional(),
  /** All its commands are made. */
  expanded: z.boolean(),
  /** How its commands ended; absent before all have. */
  counts: z.partialRecord(z.enum(commandStates), z.int()).exactOptional(),
  /** Commands made. */
  planned: z.int().min(0),
  /** The last command of each of the latest pages, oldest first: how far the sender is behind. */
  marks: z.array(z.string()),
});

export type ShardProgress = Readonly<z.infer<typeof shardProgressSchema>>;

export function newProgress(shard: number): ShardProgress {
  return { shard, step: 0, expanded: false, planned: 0, marks: [] };
}

/** How many commands stand where. */
export type StateCounts = Readonly<Partial<Record<CommandState, number>>>;

/** Commands that are still to be sent: those that a pause holds are, too. */
export function openIn(counts: StateCounts): number {
  return (counts.reserved ?? 0) + (counts.sending ?? 0) + (counts.held ?? 0);
}

export function totalOf(counts: StateCounts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

export function sameCounts(a: StateCounts, b: StateCounts): boolean {
  return commandStates.every((state) => (a[state] ?? 0) === (b[state] ?? 0));
}

export function addCounts(all: readonly StateCounts[]): StateCounts {
  const sum: Partial<Record<CommandState, number>> = {};
  for (const state of commandStates) {
    const count = all.reduce((total, counts) => total + (counts[state] ?? 0), 0);
    if (count > 0) sum[state] = count;
  }
  return sum;
}

/** Pages that are ahead of the sender at most; the next one waits for the end of the first. */
export const PAGES_AHEAD = 2;

const SECONDS_OF_A_PAGE = 30;

/**
 * Recipients of a page for an account that sends `perSecond` messages: half a minute's work, so that neither the queue
 * holds many nor the sender waits. With five contents each, two pages are 1,000 commands.
 */
export function pageSize(perSecond: number, contents: number): number {
  return Math.max(10, Math.min(100, Math.floor((perSecond * SECONDS_OF_A_PAGE) / contents)));
}

/** Seconds to the first look at a run that is being paused: by then it is. */
export const FIRST_WATCH = 60;

/** Seconds to the next look at a paused run whose time is over in `left` ms; SQS delays by 900 s at most. */
export function watchDelay(left: number): number {
  return Math.max(1, Math.min(900, Math.ceil(left / 1000) + 1));
}

const WAITS = [2, 5, 10, 20, 30];
const PATIENT_AFTER = 20;

/** Seconds to the next look at a part that had nothing to do `idle` times in a row. */
export function idleDelay(idle: number): number {
  return WAITS[idle] ?? (idle < PATIENT_AFTER ? 60 : 300);
}
