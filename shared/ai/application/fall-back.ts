import type { Clock } from "../../kernel/application/ports/runtime.ts";
import type { AiFailure, AiOutcome } from "../domain/answer.ts";
import type { AiSettings } from "../domain/settings.ts";
import type { AiTask } from "../domain/task.ts";
import type { AiFallbacks } from "./ports/ai.ts";

export type FallBackDeps = { readonly fallbacks: AiFallbacks; readonly clock: Clock };

/**
 * What is said where the AI gave no answer: the rule's or the account's fallback, or nothing where both are empty.
 * While the AI is down, a conversation gets the fallback once in `fallbackQuietMinutes`; each blocked text gets its
 * own.
 */
export function createFallBack(
  deps: FallBackDeps,
): (task: AiTask, settings: AiSettings, reason: AiFailure) => Promise<AiOutcome> {
  return async (task, settings, reason) => {
    const text = task.fallback ?? settings.fallback;
    const quietMs = reason === "blocked" ? 0 : settings.fallbackQuietMinutes * 60_000;
    if (text === "") return { type: "silence", reason };
    if (quietMs > 0 && !(await deps.fallbacks.claim(task, quietMs, deps.clock.now()))) {
      return { type: "silence", reason };
    }
    return { type: "fallback", text, reason };
  };
}
