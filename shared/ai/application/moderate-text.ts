import type { Log } from "../../kernel/application/ports/runtime.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import { type ModerationVerdict, moderateByWords } from "../domain/moderation.ts";
import type { AiSettings } from "../domain/settings.ts";
import type { Moderate } from "./ports/ai.ts";

/** `none`: who should judge is away; what nobody has judged is neither asked nor said. */
export type Judged = ModerationVerdict | { readonly verdict: "none" };

/** Judges a text by the account's words, then by the endpoint that is configured. */
export function createModerateAiText(deps: { readonly moderate: Moderate; readonly log: Log }) {
  return async (text: string, settings: Pick<AiSettings, "moderation">): Promise<Judged> => {
    const byWords = moderateByWords(text, settings.moderation);
    if (byWords.verdict === "block") return byWords;
    const left = byWords.verdict === "replace" ? byWords.text : text;
    try {
      const verdict = await deps.moderate(left);
      return verdict.verdict === "allow" ? byWords : verdict;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      deps.log.error("a text was not judged, and so is not used", error);
      return { verdict: "none" };
    }
  };
}
