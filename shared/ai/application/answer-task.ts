import type { Conversations } from "../../conversations/application/ports/conversations.ts";
import { cached } from "../../kernel/application/cached.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import type { OutboundQueue } from "../../outbound/application/ports/outbound.ts";
import { type AiAnswer, commandsOf } from "../domain/answer.ts";
import { answerIn, isAnsweredByPerson, isSuperseded } from "../domain/history.ts";
import { effectiveAiSettings } from "../domain/settings.ts";
import type { AiTask } from "../domain/task.ts";
import { type AskAiDeps, createAskAi } from "./ask-ai.ts";
import { createFallBack, type FallBackDeps } from "./fall-back.ts";
import type { AiJournal, AiSettingsStore } from "./ports/ai.ts";
import { createReportAnswer } from "./report-answer.ts";

export type AnswerAiTaskDeps = AskAiDeps &
  FallBackDeps & {
    readonly journal: AiJournal;
    readonly settings: Pick<AiSettingsStore, "fleet" | "account">;
    readonly conversations: Pick<Conversations, "read">;
    readonly outbound: OutboundQueue;
  };

/** How long settings are used before they are read again, ms. */
const SETTINGS_CACHE = 5000;

/** Lines that may have come in a conversation since the question. */
const LATER_LINES = 30;

/**
 * Answers one question: asks the model, keeps the outcome with the question, and only then queues the command. A retry
 * finds the kept outcome and queues the same command. An answer that a callback says is kept only. No answer is sent once a person has answered or is to answer, or
 * the same person has asked again. Throws where storage or a queue fails: the task goes back to the queue.
 */
export function createAnswerAiTask(deps: AnswerAiTaskDeps): (task: AiTask) => Promise<void> {
  const fleet = cached(deps.clock, SETTINGS_CACHE, () => deps.settings.fleet());
  const own = cached(deps.clock, SETTINGS_CACHE, (appId) => deps.settings.account(appId));
  const ask = createAskAi(deps);
  const fallBack = createFallBack(deps);
  const report = createReportAnswer(deps);

  /**
   * Whether a hand-over, an operator or the account's phone has muted the conversation beyond the time of the question.
   */
  async function isMuted({ appId, conversationId, askedAt }: AiTask): Promise<boolean> {
    const { mute } = await deps.conversations.read(appId, { conversationId });
    return mute !== undefined && mute.until > askedAt;
  }

  async function send(task: AiTask, answer: AiAnswer): Promise<void> {
    const commands = task.passive ? [] : commandsOf(task, answer);
    if (commands.length === 0) return;
    const refused = await deps.outbound.send(commands);
    if (refused.size === 0) return;
    throw new AppError("unavailable", "the outbound queue refused an answer", {
      retryable: true,
      details: { taskId: task.id, commandIds: [...refused] },
    });
  }

  return async (task) => {
    const { appId, conversationId } = task;
    if (deps.clock.now() >= task.notAfter) return report.suppressed(task, "expired");
    const settings = effectiveAiSettings(await fleet.get(""), await own.get(appId));
    const lines = await deps.journal.recent(appId, conversationId, settings.historyMessages + LATER_LINES);
    if (isAnsweredByPerson(lines, task)) return report.suppressed(task, "person");
    const kept = answerIn(lines, task);
    if (kept) return (await isMuted(task)) ? report.suppressed(task, "person") : send(task, kept);
    if (isSuperseded(lines, task)) return report.superseded();
    const asked = await ask(task, settings, lines);
    const outcome =
      "text" in asked ? { type: "answer" as const, ...asked } : await fallBack(task, settings, asked.failure);
    const [later, isLeftToPerson] = await Promise.all([
      deps.journal.recent(appId, conversationId, LATER_LINES, task.askedAt),
      isMuted(task),
    ]);
    if (isLeftToPerson || isAnsweredByPerson([...later, ...lines], task)) return report.suppressed(task, "person");
    const answer = await deps.journal.keep(task, { taskId: task.id, at: deps.clock.now(), outcome });
    await report.kept(task, answer);
    await send(task, answer);
  };
}
