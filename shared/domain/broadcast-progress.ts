import * as z from "zod";

/** How far one account's part of a run has come. */
export const shardProgressSchema = z.object({
  shard: z.int().min(0),
  /** Grows with every step; a task of an earlier step is stale. */
  step: z.int().min(0),
  /** Where the next page of recipients begins; absent at the first one. */
  cursor: z.string().exactOptional(),
  /** All its commands are made. */
  expanded: z.boolean(),
  /** All its commands have come to their end, and are counted. */
  settled: z.boolean(),
  /** Commands made. */
  planned: z.int().min(0),
  /** The last command of each of the latest pages, oldest first: how far the sender is behind. */
  marks: z.array(z.string()),
});

export type ShardProgress = Readonly<z.infer<typeof shardProgressSchema>>;

export function newProgress(shard: number): ShardProgress {
  return { shard, step: 0, expanded: false, settled: false, planned: 0, marks: [] };
}
