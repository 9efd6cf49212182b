import { boundedAnswer } from "../../accounts/domain/contents.ts";
import type { AiFailure } from "../domain/answer.ts";
import type { ConversationLine } from "../domain/history.ts";
import { usableReply } from "../domain/reply/usable-reply.ts";
import type { AiSettings } from "../domain/settings.ts";
import { type AiTask, channelOfTask } from "../domain/task.ts";
import { type CallModelDeps, createCallModel } from "./call-model.ts";
import { createGatherPrompt, type GatherPromptDeps } from "./gather-prompt.ts";
import { createModerateAiText } from "./moderate-text.ts";
import type { Moderate } from "./ports/ai.ts";
import { createSpendBudget, type SpendBudgetDeps } from "./spend-budget.ts";

/** The circuit breaker's name of the AI's endpoint. */
export const LLM = "llm";

export type AskAiDeps = CallModelDeps & GatherPromptDeps & SpendBudgetDeps & { readonly moderate: Moderate };

/** The AI's answer to a question, moderated, or why the question got no answer. */
export type AskedAi = { readonly text: string; readonly truncated?: true } | { readonly failure: AiFailure };

/** Asks the model within the account's budget. Throws only where the platform's own storage fails. */
export function createAskAi(
  deps: AskAiDeps,
): (task: AiTask, settings: AiSettings, lines: readonly ConversationLine[]) => Promise<AskedAi> {
  const moderate = createModerateAiText(deps);
  const gatherPrompt = createGatherPrompt(deps);
  const spendBudget = createSpendBudget(deps);
  const callModel = createCallModel(deps);

  return async (task, settings, lines) => {
    const question = await moderate(task, "question", task.question, settings);
    if ("failure" in question) return question;
    const { messages, tokens } = await gatherPrompt({ ...task, question: question.text }, settings, lines);
    const most = { promptTokens: tokens, completionTokens: settings.maxReplyTokens };
    const completion = await spendBudget(task, settings, most, () => callModel(messages, settings));
    if (completion === "over-budget") return { failure: "budget" };
    if (!completion) return { failure: "unavailable" };
    if (completion.type === "failed") {
      deps.log.warn("the AI gave no answer", { taskId: task.id, appId: task.appId, reason: completion.message });
      return { failure: completion.reason };
    }
    const reply = usableReply(completion.reply, settings.maxReplyCharacters);
    if ("failure" in reply) return reply;
    const { text, truncated = reply.truncated } = boundedAnswer(channelOfTask(task), reply.text);
    const moderated = await moderate(task, "answer", text, settings);
    return "failure" in moderated || !truncated ? moderated : { ...moderated, truncated };
  };
}
