import type { Events } from "../../kernel/application/ports/events.ts";
import type { Log, Metrics } from "../../kernel/application/ports/runtime.ts";
import { EVENTS } from "../../names.ts";
import type { AiAnswer } from "../domain/answer.ts";
import type { AiTask } from "../domain/task.ts";

/** Counts how tasks end, and tells operators of answers that lost their end. */
export function createReportAnswer({
  metrics,
  log,
  events,
}: {
  readonly metrics: Metrics;
  readonly log: Log;
  readonly events: Events;
}) {
  /** The event's id is the task's, so that a repetition is one piece of news. A crash before it leaves the metric alone. */
  async function tellTruncated({ id, appId, conversationId, origin }: AiTask, at: number): Promise<void> {
    metrics.count("AiTruncated");
    log.warn("an answer was cut off at a sentence", { taskId: id, appId, ruleId: origin.ruleId });
    const reason = `AI 的回答太长，已在句末截断（会话 ${conversationId}，规则 ${origin.ruleId}）：请调大 maxReplyTokens 或 maxReplyCharacters，或让提示词要求简短`;
    try {
      await events.publish([{ type: EVENTS.aiAnswerTruncated, detail: { appId, reason, at, eventId: id } }]);
    } catch (error) {
      log.error("the event of a truncated answer was not published", error, { taskId: id, appId });
    }
  }

  return {
    /** An outcome was kept with its question. */
    async kept(task: AiTask, { outcome, at }: AiAnswer): Promise<void> {
      if (outcome.type === "answer") metrics.count("AiAnswered");
      if (outcome.type === "answer" && outcome.truncated) await tellTruncated(task, at);
      if (outcome.type === "fallback") metrics.count("AiFallback", 1, { reason: outcome.reason });
      if (outcome.type === "silence") metrics.count("AiSilence", 1, { reason: outcome.reason });
    },
    /** The question is not answered, because a person answers it or its time is over. */
    suppressed({ id, appId }: AiTask, reason: "person" | "expired"): void {
      metrics.count("AiSuppressed", 1, { reason });
      log.info("a question is left alone", { taskId: id, appId, reason });
    },
    /** The question is not answered, because the same person has asked again. */
    superseded(): void {
      metrics.count("AiSuperseded");
    },
  };
}
