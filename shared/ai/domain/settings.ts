import * as z from "zod";

const price = z.number().min(0).max(100_000);

/** Prices per million tokens, in the currency of `dailyCost`. */
const prices = z.strictObject({ input: price, output: price });

const moderation = z.strictObject({
  /** Words that questions and answers must not have; case, width and blanks make no difference. */
  blockedWords: z.array(z.string().trim().min(1).max(100)).max(2000),
  /** `block`: a text with such a word is not asked or said; `replace`: the word is starred out. */
  onMatch: z.enum(["block", "replace"]),
});

const fields = {
  systemPrompt: z.string().trim().min(1).max(8000),
  /** The model to use instead of the one that the secret names. */
  model: z.string().trim().min(1).max(200).optional(),
  /** The model's own temperature where left out: some models refuse the parameter. */
  temperature: z.number().min(0).max(2).optional(),
  /** Messages of the conversation that go along with a question, both sides counted. */
  historyMessages: z.int().min(0).max(100),
  /** Messages older than this many hours do not go along. */
  historyHours: z.int().min(1).max(2160),
  /** Tokens (estimated) of the whole request; the oldest messages are left out first. */
  tokenBudget: z.int().min(200).max(200_000),
  maxReplyTokens: z.int().min(16).max(8000),
  /** A longer answer is not sent. */
  maxReplyCharacters: z.int().min(1).max(5000),
  /** Tokens a day (Asia/Shanghai), questions and answers together. */
  dailyTokens: z.int().min(0).max(1_000_000_000),
  /** Cost a day, in the currency of the prices; null: not limited. */
  dailyCost: z.number().min(0).max(1_000_000).nullable(),
  prices,
  /** What the user reads where the AI gives no answer; with an empty text, nothing is sent. */
  fallback: z.string().trim().max(2000),
  /** What a follower reads while the AI thinks, where the account answers in callbacks alone. */
  waiting: z.string().trim().min(1).max(600),
  /** While the AI is down, a conversation gets the fallback once in so many minutes; 0: for each question. */
  fallbackQuietMinutes: z.int().min(0).max(1440),
  moderation,
};

/** The fleet's settings of the AI. */
export const aiSettingsSchema = z.strictObject({
  ...fields,
  systemPrompt: fields.systemPrompt.default(
    "你是微信上的客服助手。请用简体中文，像真人一样简短、礼貌、准确地回答；不知道的事情请直说，不要编造。",
  ),
  historyMessages: fields.historyMessages.default(20),
  historyHours: fields.historyHours.default(24),
  tokenBudget: fields.tokenBudget.default(4000),
  maxReplyTokens: fields.maxReplyTokens.default(800),
  maxReplyCharacters: fields.maxReplyCharacters.default(2000),
  dailyTokens: fields.dailyTokens.default(1_000_000),
  dailyCost: fields.dailyCost.default(null),
  prices: prices.default({ input: 0, output: 0 }),
  fallback: fields.fallback.default("抱歉，我现在无法回答您的问题，稍后会有同事回复您。"),
  waiting: fields.waiting.default("正在思考，请稍后发送任意消息查看回答"),
  fallbackQuietMinutes: fields.fallbackQuietMinutes.default(10),
  moderation: moderation.default({ blockedWords: [], onMatch: "block" }),
});

/** The settings that an account overrides; the fleet's hold for all others. */
export const accountAiSettingsSchema = z.strictObject(fields).partial();

export type AiSettings = z.infer<typeof aiSettingsSchema>;
export type AccountAiSettings = z.infer<typeof accountAiSettingsSchema>;

export const DEFAULT_AI_SETTINGS: AiSettings = aiSettingsSchema.parse({});

/** The settings that hold for an account: its own over the fleet's. */
export function effectiveAiSettings(fleet: AiSettings, own: AccountAiSettings): AiSettings {
  const set = Object.entries(own).filter(([, value]) => value !== undefined);
  return { ...fleet, ...Object.fromEntries(set) };
}
