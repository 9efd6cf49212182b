import type { Events } from "../../kernel/application/ports/events.ts";
import type { Log, Metrics } from "../../kernel/application/ports/runtime.ts";
import { EVENTS } from "../../names.ts";
import { type BehaviourEvents, behaviourRecorded } from "../domain/behaviour-event.ts";
import type { Recorded } from "./record-behaviour.ts";

/**
 * Tells the event bus what people did, at least once while it can be reached. What it does not take is only logged:
 * messages do not wait for analytics, and the journal has everything.
 */
export function createAnnounceBehaviour(deps: {
  readonly mode: BehaviourEvents;
  readonly events: Events;
  readonly metrics: Metrics;
  readonly log: Log;
}): (recorded: readonly Recorded[]) => Promise<void> {
  return async (recorded) => {
    if (deps.mode === "off" || recorded.length === 0) return;
    const events = recorded.map(({ behaviour, message }) => ({
      type: EVENTS.behaviourRecorded,
      detail: behaviourRecorded(behaviour, message, deps.mode),
    }));
    try {
      await deps.events.publish(events);
      deps.metrics.count("BehaviourAnnounced", events.length);
    } catch (error) {
      deps.log.error("behaviour was not announced", error, { events: events.length });
      deps.metrics.count("BehaviourNotAnnounced", events.length);
    }
  };
}
