import { cutAtSentence } from "../../../messages/domain/texts/split-text.ts";
import type { AiFailure } from "../answer.ts";
import { chatText } from "./chat-text.ts";
import { withoutPlaces } from "./holds.ts";
import { onFinalChannel, withoutTemplateMarks } from "./template-marks.ts";
import { withoutHidden } from "./thoughts.ts";
import { withoutToolCalls } from "./tool-calls.ts";

/** A text that can be sent, or why the completion has no such text. `truncated`: the model or the limit cut it off. */
export type UsableReply =
  | { readonly text: string; readonly truncated?: true }
  | { readonly failure: Extract<AiFailure, "nonsense" | "too-long" | "blocked"> };

/** What the model said, as far as the endpoint's answer could be read. */
export type RawReply = {
  readonly text: string;
  /** Why the model stopped: `stop`, `length`, `content_filter`, `tool_calls`. */
  readonly finishReason?: string;
};

/** The same short piece over and over, as a model writes that does not stop. */
const REPETITION = /(.{1,12}?)\1{40,}/su;

/** Characters (UTF-16 units) of a completion that are read. */
const READ_CHARACTERS = 100_000;

/**
 * The answer in a completion as a chat shows it, or why the completion cannot be used. An answer that the model broke off,
 * or with more than `maxCharacters` (UTF-16 units), ends with a whole sentence.
 */
export function usableReply({ text, finishReason }: RawReply, maxCharacters: number): UsableReply {
  if (finishReason === "content_filter") return { failure: "blocked" };
  if (finishReason === "tool_calls" || finishReason === "function_call") return { failure: "nonsense" };
  const answer = shown(text.slice(0, READ_CHARACTERS));
  const isCutOff = finishReason === "length" || text.length > READ_CHARACTERS;
  if (!/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(answer)) return { failure: isCutOff ? "too-long" : "nonsense" };
  if (REPETITION.test(answer)) return { failure: "nonsense" };
  if (!isCutOff && answer.length <= maxCharacters) return { text: answer };
  return { text: cutAtSentence(answer, maxCharacters), truncated: true };
}

/** What a person is to read of a completion: no thoughts, no calls of tools, no marks, no Markdown. */
function shown(text: string): string {
  const plain = withoutPlaces(text.toWellFormed().replace(/\r\n?/g, "\n")).replace(/[^\P{Cc}\n\t]/gu, "");
  const said = withoutToolCalls(withoutTemplateMarks(withoutHidden(onFinalChannel(plain))));
  // Entities that Markdown resolves may have hidden a mark.
  return withoutTemplateMarks(chatText(said.trim()))
    .replace(/\n{3,}(?=\S)/g, "\n\n")
    .trim();
}
