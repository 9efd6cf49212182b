import * as z from "zod";
import { broadcastIdSchema } from "../../deliveries/domain/broadcast-target.ts";
import { messageContentSchema } from "../../messages/domain/content.ts";
import { audienceSchema } from "./audience.ts";

/** What an operator writes of a broadcast: what is sent, and to whom. */
export const broadcastInputSchema = z.strictObject({
  name: z.string().trim().min(1).max(200),
  /** A broadcast that is not enabled is not started; runs that are under way go on. */
  enabled: z.boolean().default(true),
  /** All of these to each recipient, in order. Texts may have variables: see `broadcast-text.ts`. */
  contents: z.array(messageContentSchema).min(1).max(5),
  audience: audienceSchema,
  /** Seconds after the start in which commands may be sent: a minute to a week. */
  expiresAfterSeconds: z.int().min(60).max(604_800).default(86_400),
});

export type BroadcastInput = z.infer<typeof broadcastInputSchema>;

export const broadcastSchema = z.object({
  id: broadcastIdSchema,
  ...broadcastInputSchema.shape,
  updatedAt: z.number(),
  updatedBy: z.string(),
});

export type Broadcast = z.infer<typeof broadcastSchema>;
