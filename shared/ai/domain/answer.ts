import * as z from "zod";
import { contentsOn } from "../../accounts/domain/contents.ts";
import { commandId } from "../../kernel/domain/ids.ts";
import { type Content, TEXT_LIMIT, wxidSchema } from "../../messages/domain/content.ts";
import type { OutboundCommand } from "../../outbound/domain/command.ts";
import { type AiTask, channelOfTask } from "./task.ts";

/** Reasons why the AI gave no answer to a question. */
const aiFailures = [
  /** The endpoint is away, refuses, is not configured, or its circuit is open. */
  "unavailable",
  "timeout",
  /** The answer cannot be used: empty, no JSON, tool calls, endless repetition. */
  "nonsense",
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
    z.object({ type: z.literal("answer"), text }),
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
  const content = contentOf(task, outcome.text);
  return contentsOn(channelOfTask(task), content).map((part, ordinal) => ({
    id: commandId(task.id, task.origin.ruleId, ordinal),
    generation: 0,
    appId: task.appId,
    to: task.conversationId,
    content: part,
    notAfter: task.notAfter,
    createdAt: at,
    origin: task.origin,
  }));
}

function contentOf({ mention, chat, sender }: AiTask, answer: string): Content {
  const mentions = mention && chat === "group" && wxidSchema.safeParse(sender).success ? [sender] : [];
  return { type: "text", text: answer, ...(mentions.length > 0 ? { mentions } : {}) };
}
