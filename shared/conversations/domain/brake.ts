import * as z from "zod";
import { MAX_MINUTES } from "./conversation.ts";

/** When rules and the AI stop answering in a conversation by themselves: they seem to talk to another bot. */
export const brakeSchema = z.strictObject({
  /** So many answers, */
  answers: z.int().min(0).max(100),
  /** in so many seconds; */
  seconds: z.int().min(1).max(3600),
  /** then the conversation is quiet for so many minutes. */
  quietMinutes: z.int().min(1).max(MAX_MINUTES),
});

/** `answers` 0: no brake. */
export type Brake = z.infer<typeof brakeSchema>;

export const DEFAULT_BRAKE: Brake = { answers: 10, seconds: 60, quietMinutes: 60 };

/** When the last answered messages of a conversation were sent (epoch ms), as they are stored; `revision` 0: never. */
export type StoredAnswers = { readonly revision: number; readonly times: readonly number[] };

export const NO_ANSWERS: StoredAnswers = { revision: 0, times: [] };

/** The answers after a message. It follows on `revision` only, so that carrying it out twice counts once. */
export const answersChangeSchema = z.object({
  conversationId: z.string(),
  revision: z.int(),
  times: z.array(z.number()),
});

export type AnswersChange = z.infer<typeof answersChangeSchema>;

/**
 * The times of answers with a further one, to a message that was sent at `sentAt` (epoch ms); undefined where the brake
 * forbids it. Messages count by when they were sent, so that those which were held up somewhere count as they were said.
 */
export function timesWith(
  sentAt: number,
  { times }: StoredAnswers,
  { answers, seconds }: Brake,
): readonly number[] | undefined {
  const newest = Math.max(sentAt, ...times);
  const recent = times.filter((time) => time > newest - seconds * 1000);
  return recent.length >= answers ? undefined : [...recent, sentAt];
}
