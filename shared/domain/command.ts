import * as z from "zod";

/** What a command sends. Forwards carry the received XML, from which the gateway takes the media again. */
export const contentSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("text"), text: z.string().min(1), mentions: z.array(z.string()).optional() }),
  z.object({ type: z.literal("forward"), as: z.enum(["image", "video", "file", "link"]), xml: z.string().min(1) }),
  z.object({ type: z.literal("location"), xml: z.string().min(1) }),
  z.object({ type: z.literal("emoji"), md5: z.string().min(1), size: z.int() }),
  z.object({ type: z.literal("card"), wxid: z.string().min(1), nickname: z.string() }),
  z.object({ type: z.literal("app"), xml: z.string().min(1) }),
]);

export const commandSchema = z.object({
  /** Deterministic: see `commandId`. */
  id: z.string().min(1),
  /** Grows when an operator sends it again, so that the queue's deduplication does not swallow it. */
  generation: z.int().min(0),
  appId: z.string().min(1),
  /** A wxid, or a group's id. */
  to: z.string().min(1),
  content: contentSchema,
  /** Not to be sent after this, epoch ms. */
  notAfter: z.number(),
  createdAt: z.number(),
  /** What it came from: the message and the rule. */
  origin: z.object({ envelopeId: z.string(), ruleId: z.string() }),
});

export type Content = z.infer<typeof contentSchema>;
export type OutboundCommand = z.infer<typeof commandSchema>;

/** A reply older than this is no answer any more, ms. */
export const REPLY_LIFETIME = 3_600_000;

/** The SQS deduplication id of a command in its present generation. */
export function commandDeduplicationId(command: OutboundCommand): string {
  return `${command.id}.${command.generation}`;
}
