import type { Clock, Log, Metrics } from "../../../kernel/application/ports/runtime.ts";
import { type Component, TICKET_LATE, TICKET_OLD, ticketAge } from "../../domain/component.ts";
import type { ComponentPlatform } from "../ports/component-platform.ts";
import type { ComponentTasks } from "../ports/component-tasks.ts";
import type { Components } from "../ports/components.ts";

/** Hours between two comparisons with a platform's list. */
const RECONCILE_EVERY = 6;
const HOUR = 3_600_000;

/**
 * Each hour: where a platform's tickets stay away, WeChat is asked to push them again; a ticket that is nearly too old
 * rings (`VerifyTicketOld`). Every sixth hour each platform is compared with its list.
 */
export function createSweepComponents(deps: {
  readonly components: Pick<Components, "list" | "credentialOf">;
  readonly platform: Pick<ComponentPlatform, "startTickets">;
  readonly tasks: ComponentTasks;
  readonly clock: Pick<Clock, "now">;
  readonly metrics: Metrics;
  readonly log: Log;
}): () => Promise<void> {
  const { components, platform, metrics, log } = deps;

  /** A platform that WeChat refuses must not keep the others from being looked at. */
  async function startTickets({ componentAppId }: Component): Promise<void> {
    try {
      const credential = await components.credentialOf(componentAppId);
      if (credential) await platform.startTickets(componentAppId, credential.appSecret);
      log.warn("no verify ticket for an hour: WeChat was asked to push them again", { componentAppId });
    } catch (error) {
      log.error("WeChat could not be asked to push verify tickets", error, { componentAppId });
    }
  }

  return async () => {
    const now = deps.clock.now();
    const isDue = Math.floor(now / HOUR) % RECONCILE_EVERY === 0;
    for (const component of await components.list()) {
      const age = ticketAge(component, now);
      if (age === undefined || age >= TICKET_LATE) await startTickets(component);
      if (age !== undefined && age >= TICKET_OLD) {
        metrics.count("VerifyTicketOld");
        log.warn("the newest verify ticket is over 11 hours old: WeChat takes it for 12", {
          componentAppId: component.componentAppId,
          ageMinutes: Math.floor(age / 60_000),
        });
      }
      if (isDue && age !== undefined) {
        await deps.tasks.add({ type: "reconcile", componentAppId: component.componentAppId });
      }
    }
  };
}
