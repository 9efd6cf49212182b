import middy from "@middy/core";
import type { Context, EventBridgeEvent } from "aws-lambda";

/**
 * Handler of an EventBridge rule: `run` gets the time it may use (ms) and the rule's event, or the input that the rule
 * gives in its place; its error is the invocation's error.
 */
export function scheduledHandler(deps: {
  readonly run: (remainingMs: number, event: unknown) => Promise<unknown>;
  readonly flush: () => void;
}) {
  type Event = EventBridgeEvent<string, unknown>;
  return middy<Event, void>()
    .after(() => deps.flush())
    .onError(() => deps.flush())
    .handler(async (event: Event, context: Context) => {
      await deps.run(context.getRemainingTimeInMillis(), event);
    });
}
