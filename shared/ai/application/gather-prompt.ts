import type { Names } from "../../directory/application/ports/names.ts";
import type { Log } from "../../kernel/application/ports/runtime.ts";
import { type ConversationLine, historyOf, type Utterance } from "../domain/history.ts";
import { moderateByWords } from "../domain/moderation.ts";
import { type Prompt, promptOf } from "../domain/prompt.ts";
import type { AiSettings } from "../domain/settings.ts";
import type { AiTask } from "../domain/task.ts";

export type GatherPromptDeps = { readonly names: Names; readonly log: Log };

const HOUR = 3_600_000;

/**
 * Makes the request to the model: the question, the history without blocked words, and the names of a group's people.
 */
export function createGatherPrompt(
  deps: GatherPromptDeps,
): (task: AiTask, settings: AiSettings, lines: readonly ConversationLine[]) => Promise<Prompt> {
  async function nameSpeakers(task: AiTask, wxids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (task.chat !== "group") return new Map();
    try {
      return await deps.names.inGroup(task.appId, task.conversationId, [...new Set(wxids)]);
    } catch (error) {
      deps.log.warn("a group's names cannot be read: the AI is asked without", {
        appId: task.appId,
        error: String(error),
      });
      return new Map();
    }
  }

  return async (task, settings, lines) => {
    const since = task.askedAt - settings.historyHours * HOUR;
    const history = moderated(historyOf(lines, task, { limit: settings.historyMessages, since }), settings);
    const names = await nameSpeakers(task, [task.sender, ...history.flatMap(({ by }) => by ?? [])]);
    return promptOf(task, history, settings, names);
  };
}

function moderated(history: readonly Utterance[], { moderation }: AiSettings): Utterance[] {
  return history.flatMap((said) => {
    const verdict = moderateByWords(said.text, moderation);
    if (verdict.verdict === "block") return [];
    return [verdict.verdict === "replace" ? { ...said, text: verdict.text } : said];
  });
}
