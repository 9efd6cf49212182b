import * as z from "zod";
import { type LaneMessage, rowIdOf } from "./message.ts";
import { namedInBody } from "./named-in-body.ts";
import { type DeadLetterReason, deadLetterReasonCodes } from "./reason.ts";

export const deadLetterStates = ["open", "redriven", "discarded"] as const;
export type DeadLetterState = (typeof deadLetterStates)[number];

/** The row of a message that was set aside or that a dead-letter queue got. Its body lies beside it. Times in epoch ms. */
export const deadLetterSchema = z.object({
  id: z.string(),
  lane: z.string(),
  state: z.enum(deadLetterStates),
  reason: z.object({ code: z.enum(deadLetterReasonCodes), detail: z.string().exactOptional() }),
  /** Named by the body. */
  appId: z.string().exactOptional(),
  /** The queue that it may be put back to; absent where no queue takes it. */
  queueArn: z.string().exactOptional(),
  group: z.string().exactOptional(),
  deduplicationId: z.string().exactOptional(),
  /** How often it was put back before it failed last. */
  round: z.int(),
  /** How often it became a dead letter. */
  failures: z.int(),
  /** Receives before it failed last. */
  receiveCount: z.int(),
  sentAt: z.number(),
  firstAt: z.number(),
  /** When it failed last. */
  lastAt: z.number(),
  bodyBytes: z.int(),
  /** Where a large body lies in the bodies bucket. */
  bodyKey: z.string().exactOptional(),
  /** Until when an operator's redrive that is under way keeps others off. */
  redrivingUntil: z.number().exactOptional(),
  ended: z.object({ at: z.number(), by: z.string() }).exactOptional(),
  /** Grows with each change. */
  revision: z.int(),
});

export type DeadLetter = z.infer<typeof deadLetterSchema>;

/** Longer bodies go to the bodies bucket, bytes. */
export const INLINE_BODY_LIMIT = 200 * 1024;

/** How long a row is kept after its end, days. Open rows stay. */
export const KEPT_DAYS_AFTER_END = 90;

/** How long a redrive has before another may begin, ms. */
const REDRIVE_LEASE = 30_000;

/**
 * Whether a message has failed since its row was written. Otherwise it is the copy that a crash left in its queue after
 * the row was written.
 */
export function isNews(known: DeadLetter | undefined, { mark, sentAt }: LaneMessage): boolean {
  if (!known) return true;
  const round = mark?.round ?? 0;
  return round > known.round || (known.ended !== undefined && sentAt > known.ended.at);
}

/** The row of a message that has failed, in the place of `known`. */
export function failedRow(
  known: DeadLetter | undefined,
  message: LaneMessage,
  reason: DeadLetterReason,
  now: number,
): DeadLetter {
  const { lane, body, queueArn, group, deduplicationId, sentAt, receiveCount, mark } = message;
  const { appId } = namedInBody(body);
  const id = rowIdOf(message);
  const round = Math.max(mark?.round ?? 0, known?.round ?? 0);
  const bodyBytes = Buffer.byteLength(body);
  return {
    id,
    lane,
    state: "open",
    reason,
    ...(appId === undefined ? {} : { appId }),
    ...(queueArn === undefined ? {} : { queueArn }),
    ...(group === undefined ? {} : { group }),
    ...(deduplicationId === undefined ? {} : { deduplicationId }),
    round,
    failures: (known?.failures ?? 0) + 1,
    receiveCount,
    sentAt,
    firstAt: known?.firstAt ?? now,
    lastAt: now,
    bodyBytes,
    ...(bodyBytes > INLINE_BODY_LIMIT ? { bodyKey: `dead-letters/${id}.${round}` } : {}),
    revision: (known?.revision ?? 0) + 1,
  };
}

/** The row while an operator puts the message back; undefined while another redrive is under way. */
export function beginRedrive(letter: DeadLetter, now: number): DeadLetter | undefined {
  if ((letter.redrivingUntil ?? 0) > now) return undefined;
  return { ...letter, redrivingUntil: now + REDRIVE_LEASE, revision: letter.revision + 1 };
}

/** The row after a redrive that did not put the message back. */
export function breakOffRedrive({ redrivingUntil, ...letter }: DeadLetter): DeadLetter {
  return { ...letter, revision: letter.revision + 1 };
}

/** The row after an operator's last word on it. */
export function endRow(
  { redrivingUntil, ...letter }: DeadLetter,
  state: "redriven" | "discarded",
  by: string,
  now: number,
): DeadLetter {
  return { ...letter, state, ended: { at: now, by }, revision: letter.revision + 1 };
}
