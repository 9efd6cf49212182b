import middy from "@middy/core";
import type { Context, EventBridgeEvent } from "aws-lambda";
import type { Log, Metrics } from "../kernel/application/ports/runtime.ts";

/**
 * Handler of an EventBridge rule: `run` gets the time it may use (ms) and the rule's event, or the input that the rule
 * gives in its place. Its error is logged, counted as `RunFailed`, and is the invocation's error: Lambda tries again.
 */
export function scheduledHandler(deps: {
  readonly run: (remainingMs: number, event: unknown) => Promise<unknown>;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly flush: () => void;
}) {
  type Event = EventBridgeEvent<string, unknown>;
  return middy<Event, void>()
    .after(() => deps.flush())
    .onError(() => deps.flush())
    .handler(async (event: Event, context: Context) => {
      try {
        await deps.run(context.getRemainingTimeInMillis(), event);
      } catch (error) {
        const { awsRequestId: requestId } = context;
        deps.metrics.count("RunFailed");
        deps.log.error("a run failed", error, { requestId, type: event["detail-type"], time: event.time });
        throw error;
      }
    });
}
