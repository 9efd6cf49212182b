import type { Clock, Log, Metrics } from "../../../kernel/application/ports/runtime.ts";
import type { ComponentEvent } from "../../domain/component-event.ts";
import type { ComponentTasks } from "../ports/component-tasks.ts";
import type { VerifyTickets } from "../ports/components.ts";
import type { SealCode } from "./seal-code.ts";

export type ReceiveEventDeps = {
  readonly tickets: VerifyTickets;
  readonly tasks: ComponentTasks;
  readonly sealCode: SealCode;
  readonly clock: Pick<Clock, "now">;
  readonly metrics: Metrics;
  readonly log: Log;
};

export type ReceiveComponentEvent = (event: ComponentEvent) => Promise<void>;

/**
 * Takes what WeChat tells a third-party platform. It resolves when nothing can be lost any more: a ticket is stored, and
 * the work that follows from an authorization is in the queue. Throws `unavailable`; then WeChat is not answered
 * `success`.
 */
export function createReceiveComponentEvent(deps: ReceiveEventDeps): ReceiveComponentEvent {
  const { tickets, tasks, clock, metrics, log } = deps;
  return async (event) => {
    const { componentAppId, at } = event;
    switch (event.type) {
      case "ticket": {
        const isNewer = await tickets.keepTicket(componentAppId, event.ticket, at, clock.now());
        metrics.count(isNewer ? "VerifyTicketKept" : "VerifyTicketOlder");
        return;
      }
      case "authorized": {
        const { appId, code } = event;
        const sealed = await deps.sealCode(componentAppId, code);
        await tasks.add({ type: "authorized", by: "event", componentAppId, appId, at, ...sealed });
        metrics.count("ComponentEvent", 1, { type: event.updated ? "updateauthorized" : "authorized" });
        return;
      }
      case "unauthorized":
        await tasks.add({ type: "unauthorized", componentAppId, appId: event.appId, at });
        metrics.count("ComponentEvent", 1, { type: "unauthorized" });
        return;
      case "other":
        metrics.count("ComponentEvent", 1, { type: "other" });
        log.info("WeChat told the third-party platform something that asks nothing of it", {
          componentAppId,
          infoType: event.name,
        });
        return;
      default:
        event satisfies never;
    }
  };
}
