import * as z from "zod";
import { broadcastIdSchema, onlySchema } from "../../deliveries/domain/broadcast-target.ts";

export const requestIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9._:-]{1,128}$/, "a requestId has 1 to 128 letters, digits, '.', '_', ':' or '-'");

/** The `detail` of the event `BroadcastRequested`. */
const broadcastRequestSchema = z.object({
  broadcastId: broadcastIdSchema,
  /** The same broadcast and request make one run; the event's own id where it is left out. */
  requestId: requestIdSchema.exactOptional(),
  /** To this recipient alone, by this account, instead of the broadcast's audience. */
  only: onlySchema.exactOptional(),
  /** Who asked for it: an operator, `rule:<id>`. */
  by: z.string().min(1).max(200).exactOptional(),
});

export type BroadcastRequest = z.infer<typeof broadcastRequestSchema>;

/** An event on the bus that asks for a run, as EventBridge hands it on. */
export const broadcastRequestedSchema = z.object({
  id: z.string().min(1),
  source: z.string(),
  detail: broadcastRequestSchema,
});

export type BroadcastRequested = z.infer<typeof broadcastRequestedSchema>;

/** Work on runs, on a queue of its own. */
export const broadcastTaskSchema = z.discriminatedUnion("type", [
  /** Sets all parts of the run going that are not done. */
  z.object({ type: z.literal("run"), runId: z.string().min(1) }),
  /** Sets the run going when its time is over and it is still paused; until then it looks again and again. */
  z.object({ type: z.literal("watch"), runId: z.string().min(1) }),
  /**
   * One step of an account's part. `step`: of the progress that it goes on from; `idle`: how often in a row there was
   * nothing to do yet; `resumed`: what a pause has held is queued again first, whatever the step.
   */
  z.object({
    type: z.literal("shard"),
    runId: z.string().min(1),
    shard: z.int().min(0),
    step: z.int().min(0),
    idle: z.int().min(0),
    resumed: z.boolean().exactOptional(),
  }),
]);

export type BroadcastTask = z.infer<typeof broadcastTaskSchema>;
export type ShardTask = Extract<BroadcastTask, { type: "shard" }>;
