import type { Log, Metrics } from "../../kernel/application/ports/runtime.ts";
import type { AiAnswer } from "../domain/answer.ts";
import type { AiTask } from "../domain/task.ts";

/** Counts how tasks end. */
export function createReportAnswer({ metrics, log }: { readonly metrics: Metrics; readonly log: Log }) {
  return {
    /** An outcome was kept with its question. */
    kept({ outcome }: AiAnswer): void {
      if (outcome.type === "answer") metrics.count("AiAnswered");
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
