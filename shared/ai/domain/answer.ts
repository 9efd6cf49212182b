import * as z from "zod";
import { answerTexts, canQuote, contentsOn } from "../../accounts/domain/contents.ts";
import { openUntil } from "../../accounts/domain/windows.ts";
import { commandId } from "../../kernel/domain/ids.ts";
import { type Content, TEXT_LIMIT, wxidSchema } from "../../messages/domain/content.ts";
import { quotingContent } from "../../messages/domain/texts/quoting.ts";
import type { OutboundCommand } from "../../outbound/domain/command.ts";
import { type AiTask, channelOfTask } from "./task.ts";

/** Reasons why the AI gave no answer to a question. */
const aiFailures = [
  /** The endpoint is away, refuses, is not configured, or its circuit is open. */
  "unavailable",
  "timeout",
  /** The answer cannot be used: empty, no JSON, tool calls, endless repetition. */
  "nonsense",
  /** The model broke off before it said anything. */
  "too-long",
  /** The account's budget of the day is used up. */
  "budget",
  /** Question or answer did not pass moderation. */
  "blocked",
] as const;

export type AiFailure = (typeof aiFailures)[number];

const text = z.string().min(1).max(TEXT_LIMIT);

/** The outcome of a task. It is stored before anything is sent, so that a retry sends the same. */
export const aiAnswerSchema = z.object({
  taskId: z.string(),
  /** Epoch ms. */
  at: z.number(),
  outcome: z.discriminatedUnion("type", [
    z.object({
      type: z.literal("answer"),
      text,
      /** The model broke off, or the answer was longer than allowed: its end is missing. */
      truncated: z.literal(true).exactOptional(),
    }),
    z.object({ type: z.literal("fallback"), text, reason: z.enum(aiFailures) }),
    /** The user read a short while ago that no answer comes. */
    z.object({ type: z.literal("silence"), reason: z.enum(aiFailures) }),
  ]),
});

export type AiAnswer = z.infer<typeof aiAnswerSchema>;
export type AiOutcome = AiAnswer["outcome"];

/** The commands that send an answer: the same answer always gives the same ones. Silence gives an empty list. */
export function commandsOf(task: AiTask, { outcome, at }: AiAnswer): OutboundCommand[] {
  if (outcome.type === "silence") return [];
  const channel = channelOfTask(task);
  // Only messages are asked about, and a message opens the window.
  const windowUntil = openUntil(channel, "message", task.askedAt);
  const contents = answerTexts(channel, outcome.text).map((words, ordinal) => contentOf(task, words, ordinal === 0));
  return contents
    .flatMap((content) => contentsOn(channel, content))
    .map((part, ordinal) => ({
      id: commandId(task.id, task.origin.ruleId, ordinal),
      generation: 0,
      appId: task.appId,
      to: task.conversationId,
      content: part,
      notAfter: task.notAfter,
      createdAt: at,
      ...(windowUntil === undefined ? {} : { windowUntil }),
      origin: task.origin,
    }));
}

/** Only the first message quotes the question or mentions the asker. */
function contentOf(task: AiTask, answer: string, isFirst: boolean): Content {
  if (!isFirst) return { type: "text", text: answer };
  const { mention, chat, sender, quote } = task;
  if (quote && canQuote(channelOfTask(task))) return quotingContent(answer, quote);
  const mentions = mention && chat === "group" && wxidSchema.safeParse(sender).success ? [sender] : [];
  return { type: "text", text: answer, ...(mentions.length > 0 ? { mentions } : {}) };
}
