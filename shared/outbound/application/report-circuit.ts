import type { Events } from "../../kernel/application/ports/events.ts";
import type { Log } from "../../kernel/application/ports/runtime.ts";
import { EVENTS } from "../../names.ts";

/** An account, or an upstream for all its accounts, to which nothing is sent because calls go on failing. */
export type Outage = { readonly appId?: string; readonly upstream?: string; readonly until: number };

/** Announces an outage that goes on. Never throws: the metric and the log line of each opening tell of it too. */
export function createReportCircuit({ events, log }: { readonly events: Events; readonly log: Log }) {
  return async (outage: Outage): Promise<void> => {
    try {
      await events.publish([{ type: EVENTS.circuitStaysOpen, detail: { ...outage } }]);
    } catch (error) {
      log.error("an event was not published; the log has each opening of the circuit", error, { ...outage });
    }
  };
}
