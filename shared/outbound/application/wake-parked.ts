import type { Clock, Metrics } from "../../kernel/application/ports/runtime.ts";
import { type ByLane, lanes } from "../domain/lane.ts";
import type { Parking } from "./ports/outbound.ts";

/** Sets the visibility of messages in hand, seconds; returns how many changes the queue refused. */
export type ChangeVisibility = (
  changes: readonly { readonly receiptHandle: string; readonly seconds: number }[],
) => Promise<number>;

/**
 * Makes the commands that an account's senders have parked visible at once, in order, replies before broadcasts. SQS
 * refuses an outdated handle: its command is visible already, or will be when its own sleep ends. The handles are
 * forgotten last, so that a wake-up that dies halfway is repeated; waking twice does no harm.
 */
export function createWakeParked(deps: {
  readonly parking: Parking;
  readonly changeVisibility: ByLane<ChangeVisibility>;
  readonly clock: Clock;
  readonly metrics: Metrics;
}): (appId: string) => Promise<void> {
  return async (appId) => {
    const parked = await deps.parking.parked(appId, deps.clock.now());
    for (const lane of lanes) {
      const handles = parked[lane];
      if (handles.length === 0) continue;
      const changes = handles.map((receiptHandle) => ({ receiptHandle, seconds: 0 }));
      const refused = await deps.changeVisibility[lane](changes);
      await deps.parking.forget(appId, lane, handles);
      if (refused < handles.length) deps.metrics.count("CommandWoken", handles.length - refused);
    }
  };
}
