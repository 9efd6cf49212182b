import type { Log } from "../../kernel/application/ports/runtime.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import { type ModerationVerdict, moderateByWords } from "../domain/moderation.ts";
import type { AiSettings } from "../domain/settings.ts";
import type { AiTask } from "../domain/task.ts";
import type { Moderate } from "./ports/ai.ts";

/** A text as moderation leaves it, or why it must not be used. A text without a verdict is neither asked nor said. */
export type Moderated = { readonly text: string } | { readonly failure: "blocked" | "unavailable" };

export type ModerateAiText = (
  task: AiTask,
  what: "question" | "answer",
  text: string,
  settings: Pick<AiSettings, "moderation">,
) => Promise<Moderated>;

/** Judges a task's question or answer by the account's words, then by the endpoint that is configured. */
export function createModerateAiText(deps: { readonly moderate: Moderate; readonly log: Log }): ModerateAiText {
  /** Undefined where the endpoint gives no verdict. */
  async function judge(
    text: string,
    { moderation }: Pick<AiSettings, "moderation">,
  ): Promise<ModerationVerdict | undefined> {
    const byWords = moderateByWords(text, moderation);
    if (byWords.verdict === "block") return byWords;
    const left = byWords.verdict === "replace" ? byWords.text : text;
    try {
      const verdict = await deps.moderate(left);
      return verdict.verdict === "allow" ? byWords : verdict;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      deps.log.error("a text was not judged, and so is not used", error);
      return undefined;
    }
  }

  return async ({ id, appId }, what, text, settings) => {
    const verdict = await judge(text, settings);
    if (!verdict) return { failure: "unavailable" };
    if (verdict.verdict === "block") {
      deps.log.info("moderation blocked a text", { taskId: id, appId, what, reason: verdict.reason });
      return { failure: "blocked" };
    }
    return { text: verdict.verdict === "replace" ? verdict.text : text };
  };
}
