import { type ModerationVerdict, moderateByWords } from "../domain/ai-moderation.ts";
import type { AiSettings } from "../domain/ai-settings.ts";
import { AppError } from "../domain/errors.ts";
import type { Log, Moderate } from "./ports.ts";

/**
 * Judges a text by the account's words, then by the endpoint that is configured. Where that gives no verdict the text
 * is blocked: what nobody has judged is not said.
 */
export function createModerateAiText(deps: { readonly moderate: Moderate; readonly log: Log }) {
  return async (text: string, settings: Pick<AiSettings, "moderation">): Promise<ModerationVerdict> => {
    const byWords = moderateByWords(text, settings.moderation);
    if (byWords.verdict === "block") return byWords;
    const left = byWords.verdict === "replace" ? byWords.text : text;
    try {
      const verdict = await deps.moderate(left);
      return verdict.verdict === "allow" ? byWords : verdict;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      deps.log.error("a text was not judged, and so is blocked", error);
      return { verdict: "block", reason: "no-verdict" };
    }
  };
}
