import * as z from "zod";
import { type Channel, channels, DEFAULT_CHANNEL, named } from "../../accounts/domain/channel.ts";
import { sha256Hex } from "../../kernel/domain/ids.ts";
import { cutText } from "../../kernel/domain/well-formed.ts";
import { dedupKeyOf, keyTimeOf } from "../../messages/domain/dedup-key.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import { shownOf, wordsIn } from "../../messages/domain/kinds.ts";
import { quotableSchema } from "../../messages/domain/texts/quoting.ts";
import { REPLY_LIFETIME } from "../../outbound/domain/command.ts";

/** Characters (UTF-16 units) of a question that go to the model; the rest is cut. */
const QUESTION_LIMIT = 4000;

/** One question to be answered by the AI: what the decision holds and what travels on `ai.fifo`. Times in epoch ms. */
export const aiTaskSchema = z.object({
  /** Deterministic: the same message and rule always give the same one. */
  id: z.string().regex(/^ai_[0-9a-f]{32}$/),
  appId: z.string().min(1),
  conversationId: z.string(),
  chat: z.enum(["private", "group"]),
  /** The wxid of the person who asked. */
  sender: z.string(),
  question: z.string().min(1),
  /** Where the question stands in the journal. */
  journal: z.object({ time: z.number(), dedupKey: z.string() }),
  /** When it was asked: the vendor's time, else the time of receipt. */
  askedAt: z.number(),
  /** What the rule adds to the account's system prompt. */
  prompt: z.string().optional(),
  /** What is said where the AI gives no answer, instead of the account's words. */
  fallback: z.string().optional(),
  /** Mentions the asker in a group. */
  mention: z.literal(true).optional(),
  /** The answer quotes this message. */
  quote: quotableSchema.exactOptional(),
  /** The channel of the account that was asked; left out for a personal account, and where `official` says it. */
  channel: z.enum(channels).exclude([DEFAULT_CHANNEL]).exactOptional(),
  /** An Official Account was asked. */
  official: z.literal(true).exactOptional(),
  /** The person reads the answer in a callback's own answer: it is kept, and not sent. */
  passive: z.literal(true).exactOptional(),
  /** After this the question is not answered. */
  notAfter: z.number(),
  createdAt: z.number(),
  origin: z.object({ envelopeId: z.string(), ruleId: z.string() }),
});

/** The version grows with each change after which older code cannot read new tasks. */
export const aiTaskForm = { schema: aiTaskSchema, version: 1 } as const;

export type AiTask = z.infer<typeof aiTaskSchema>;

/** What a rule's action `ask-ai` says. */
export type AskAi = Pick<AiTask, "prompt" | "fallback" | "mention" | "quote">;

/** How tasks named their channel before they had a field for it. */
const FLAGS: Partial<Record<Channel, Pick<AiTask, "official">>> = { official: { official: true } };

/** The task that a message causes by a rule; undefined for a message without words. `now` in epoch ms. */
export function aiTaskOf(
  ask: AskAi,
  { envelopeId, message }: { readonly envelopeId: string; readonly message: InboundMessage },
  ruleId: string,
  now: number,
  channel: Channel = DEFAULT_CHANNEL,
): AiTask | undefined {
  if (!wordsIn(message)?.trim()) return undefined;
  const question = shownOf(message).trim();
  const { appId, conversationId, chat, sender, sentAt } = message;
  return {
    id: `ai_${sha256Hex(envelopeId, ruleId).slice(0, 32)}`,
    appId,
    conversationId,
    chat,
    sender,
    question: cutText(question, QUESTION_LIMIT),
    journal: { time: keyTimeOf(message), dedupKey: dedupKeyOf(message) ?? envelopeId },
    askedAt: sentAt,
    ...(ask.prompt === undefined ? {} : { prompt: ask.prompt }),
    ...(ask.fallback === undefined ? {} : { fallback: ask.fallback }),
    ...(ask.mention ? { mention: true } : {}),
    ...(ask.quote ? { quote: ask.quote } : {}),
    ...(FLAGS[channel] ?? named(channel)),
    notAfter: now + REPLY_LIFETIME,
    createdAt: now,
    origin: { envelopeId, ruleId },
  };
}

/** The channel of the account that was asked. */
export function channelOfTask({ channel, official }: AiTask): Channel {
  return channel ?? (official ? "official" : DEFAULT_CHANNEL);
}

/** The message group on `ai.fifo`: one conversation. SQS takes 128 letters, digits and punctuation marks. */
export function aiTaskGroup({ appId, conversationId }: Pick<AiTask, "appId" | "conversationId">): string {
  const group = `${appId}#${conversationId}`;
  return /^[\w@.#-]{1,128}$/.test(group) ? group : `ai#${sha256Hex(appId, conversationId)}`;
}
