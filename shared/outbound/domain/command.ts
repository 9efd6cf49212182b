import * as z from "zod";
import { contentSchema } from "../../messages/domain/content.ts";

export const commandSchema = z.object({
  /** Deterministic: see `commandId`. */
  id: z.string().min(1),
  /** Grows when an operator or a resumed run sends it again, so that the queue's deduplication lets it pass. */
  generation: z.int().min(0),
  appId: z.string().min(1),
  /** A wxid, or a group's id. */
  to: z.string().min(1),
  content: contentSchema,
  /** Not to be sent after this, epoch ms. */
  notAfter: z.number(),
  createdAt: z.number(),
  /** Of an answer: until when the message that it answers keeps the person's window open, epoch ms. */
  windowUntil: z.number().exactOptional(),
  /** What it came from. */
  origin: z.union([
    /** A message, by a rule. */
    z.object({ envelopeId: z.string(), ruleId: z.string() }),
    /** An operator's request. `digest` tells it from another request under the same id. */
    z.object({ requestId: z.string(), digest: z.string() }),
    /** What a webhook answered to a delivery. */
    z.object({ deliveryId: z.string() }),
    /** The command whose message it takes back. */
    z.object({ revokes: z.string() }),
    /** A run of a broadcast. */
    z.object({ broadcastId: z.string(), runId: z.string() }),
  ]),
});

/** The version grows with each change after which older code cannot read new commands. */
export const commandForm = { schema: commandSchema, version: 1 } as const;

export type OutboundCommand = z.infer<typeof commandSchema>;

/** A reply is sent within this time or not at all, ms. */
export const REPLY_LIFETIME = 3_600_000;

/** The SQS deduplication id of a command in its present generation. */
export function commandDeduplicationId(command: OutboundCommand): string {
  return `${command.id}.${command.generation}`;
}
