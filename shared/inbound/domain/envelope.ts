import * as z from "zod";
import { sha256Hex } from "../../kernel/domain/ids.ts";
import { inboundMessageSchema } from "../../messages/domain/inbound-message.ts";

/** Where a body too large for a queue message lies: a key in the bodies bucket. */
const bodyRefSchema = z.object({ key: z.string(), bytes: z.int() });

const head = {
  /** ULID given by the callback: one per accepted callback, kept by every retry. */
  id: z.string().min(1),
  appId: z.string().min(1),
  /** What makes two callbacks the same message; the envelope's own id for kinds that are never deduplicated. */
  dedupKey: z.string().min(1),
  /** When the callback was accepted, epoch ms. */
  receivedAt: z.number(),
  /** Of accounts whose messages are worked on in lanes side by side: which of them, from 0. */
  lane: z.int().min(0).optional(),
  /** Its account answers in the callback alone: what is decided later answers no more. */
  answered: z.literal("in-callback").exactOptional(),
};

/** What travels on `inbound.fifo`: a message inline, or a reference to it. */
export const envelopeSchema = z.union([
  z.object({ ...head, message: inboundMessageSchema }),
  z.object({ ...head, body: bodyRefSchema }),
]);

/** The version grows with each change after which older code cannot read new envelopes. */
export const envelopeForm = { schema: envelopeSchema, version: 1 } as const;

export type Envelope = z.infer<typeof envelopeSchema>;
export type BodyRef = z.infer<typeof bodyRefSchema>;

/**
 * What stays in order: an account's messages, or where it has lanes those of one lane. An appId of ours has no dot.
 */
export function groupOf({ appId, lane }: Pick<Envelope, "appId" | "lane">): string {
  return lane === undefined ? appId : `${appId}.${lane}`;
}

/** The lane of a conversation, always the same of so many. */
export function laneOf(conversationId: string, lanes: number): number {
  return Number.parseInt(sha256Hex(conversationId).slice(0, 12), 16) % lanes;
}

/** Larger messages go to the bodies bucket (bytes of JSON). */
export const INLINE_LIMIT = 200 * 1024;
