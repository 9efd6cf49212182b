import type { AiFailure } from "./answer.ts";

/** A text that can be sent, or why the completion has no such text. */
export type UsableReply =
  | { readonly text: string }
  | { readonly failure: Extract<AiFailure, "nonsense" | "too-long" | "blocked"> };

/** What the model said, as far as the endpoint's answer could be read. */
export type RawReply = {
  readonly text: string;
  /** Why the model stopped: `stop`, `length`, `content_filter`, `tool_calls`. */
  readonly finishReason?: string;
};

/** The reasoning that some models write before their answer. */
const THOUGHTS = /^\s*<(reasoning|think|thinking)>[\s\S]*?<\/\1>/i;

/** The same short piece over and over, as a model writes that does not stop. */
const REPETITION = /(.{1,12}?)\1{40,}/su;

/** The answer in a completion, or why the completion cannot be used. `maxCharacters` in UTF-16 units. */
export function usableReply({ text, finishReason }: RawReply, maxCharacters: number): UsableReply {
  if (finishReason === "content_filter") return { failure: "blocked" };
  const answer = clean(text);
  if (finishReason === "length" || answer.length > maxCharacters) return { failure: "too-long" };
  if (finishReason === "tool_calls" || finishReason === "function_call") return { failure: "nonsense" };
  if (!/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(answer) || REPETITION.test(answer)) return { failure: "nonsense" };
  return { text: answer };
}

/** Without thoughts, echoes of our own marks, and characters that no chat shows. */
function clean(text: string): string {
  return text
    .replace(THOUGHTS, "")
    .replace(/<\/?user_message[^>]{0,100}>/gi, "")
    .replace(/\r\n?/g, "\n")
    .replace(/[^\P{Cc}\n\t]/gu, "")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}
