import * as z from "zod";
import { AppError } from "../../../kernel/domain/errors.ts";

/** What a poll's answer holds; `cursor` is absent where the gateway did not give it. */
export type PollAnswer = { readonly entries: readonly unknown[]; readonly cursor?: string | number };

const entries = z.array(z.unknown()).nullish();
/** Empty ones are no cursors. */
const cursor = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => (value === "" ? undefined : (value ?? undefined)));
const pageSchema = z.object({ messages: entries, list: entries, cursor });
const answerSchema = z.union([
  entries.transform((list) => ({ entries: list ?? [], cursor: undefined })),
  pageSchema.transform((page) => ({ entries: page.messages ?? page.list ?? [], cursor: page.cursor })),
]);

/**
 * Reads `data` of a poll's answer: a list, `{ messages | list, cursor? }`, or nothing. Throws `unreachable` (cause
 * `unreadable-answer`) for anything else.
 */
export function readPollAnswer(appId: string, data: unknown): PollAnswer {
  const answer = answerSchema.safeParse(data);
  if (!answer.success) {
    throw new AppError("unreachable", "a poll's data is neither a list nor { messages | list, cursor? }", {
      retryable: true,
      details: { appId, cause: "unreadable-answer" },
    });
  }
  const { data: page } = answer;
  return { entries: page.entries, ...(page.cursor === undefined ? {} : { cursor: page.cursor }) };
}
