import type { Log, Metrics } from "../../kernel/application/ports/runtime.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import type { BroadcastRequested } from "../domain/request.ts";
import type { StartBroadcast } from "./start-broadcast.ts";

/** The broadcast is not there, or not enabled. */
const FINAL: ReadonlySet<string> = new Set(["not-found", "conflict"]);

/**
 * Starts the run that an event asks for. What cannot be started is told in the log and counted: the same event would
 * meet the same answer.
 */
export function createTakeBroadcastRequest(deps: {
  readonly startBroadcast: StartBroadcast;
  readonly metrics: Metrics;
  readonly log: Log;
}): (event: BroadcastRequested) => Promise<void> {
  return async ({ id, source, detail }) => {
    const request = { ...detail, requestId: detail.requestId ?? id };
    try {
      await deps.startBroadcast(request, detail.by ?? source);
    } catch (error) {
      if (!(error instanceof AppError) || !FINAL.has(error.code)) throw error;
      deps.metrics.count("BroadcastRefused", 1, { reason: error.code });
      deps.log.warn("a broadcast that an event asked for is not started", {
        broadcastId: request.broadcastId,
        requestId: request.requestId,
        reason: error.message,
      });
    }
  };
}
