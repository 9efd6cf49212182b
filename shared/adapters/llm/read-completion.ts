import * as z from "zod";
import type { Completion } from "../../ai/application/ports/ai.ts";
import { parseJson } from "../../kernel/domain/well-formed.ts";

/** Bytes of an answer that are read: what is longer is no chat's reply. */
const ANSWER_LIMIT = 512 * 1024;

const count = z.number().min(0).max(100_000_000).transform(Math.ceil);
const part = z.looseObject({ type: z.string(), text: z.string().optional() });
const content = z.union([z.string(), z.array(part).transform((parts) => parts.map(wordsOf).join(""))]).nullish();

/** A part of another type (`thinking`, `reasoning`) is no part of the answer. */
function wordsOf({ type, text = "" }: z.infer<typeof part>): string {
  return type === "text" || type === "output_text" ? text : "";
}

/** What is read of an answer; endpoints add whatever they like. */
const completionSchema = z.looseObject({
  choices: z
    .array(z.looseObject({ message: z.looseObject({ content }), finish_reason: z.string().nullish() }))
    .min(1)
    .max(100),
  usage: z.looseObject({ prompt_tokens: count, completion_tokens: count }).nullish().catch(undefined),
});

/** Reads an answer with status 200, tolerant of what endpoints add and leave out. */
export function readCompletion(text: string): Completion {
  const parsed = Buffer.byteLength(text) > ANSWER_LIMIT ? undefined : completionSchema.safeParse(jsonOf(text)).data;
  const [choice] = parsed?.choices ?? [];
  if (!parsed || !choice) {
    const message = "the endpoint answered something that is no chat completion";
    return { type: "failed", reason: "nonsense", message, upstream: true, mayCost: true };
  }
  const { usage } = parsed;
  return {
    type: "reply",
    reply: {
      text: choice.message.content ?? "",
      ...(choice.finish_reason ? { finishReason: choice.finish_reason } : {}),
    },
    usage: usage ? { promptTokens: usage.prompt_tokens, completionTokens: usage.completion_tokens } : undefined,
  };
}

function jsonOf(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
