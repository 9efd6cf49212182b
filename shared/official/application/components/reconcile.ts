import type { Metrics } from "../../../kernel/application/ports/runtime.ts";
import type { Authorization } from "../../domain/authorization.ts";
import type { AuthorizationStore } from "../ports/authorizations.ts";
import type { ComponentPlatform, ListedAuthorizer } from "../ports/component-platform.ts";
import type { ComponentTasks } from "../ports/component-tasks.ts";

export type ReconcileComponent = (componentAppId: string) => Promise<void>;

/**
 * Compares what is stored with the platform's list at WeChat. It writes nothing itself: each account that differs is
 * looked at by a task of its own, which asks WeChat of it. So a list that is wrong or cut short withdraws no account.
 */
export function createReconcileComponent(deps: {
  readonly authorizations: Pick<AuthorizationStore, "list">;
  readonly platform: Pick<ComponentPlatform, "list">;
  readonly tasks: ComponentTasks;
  readonly metrics: Metrics;
}): ReconcileComponent {
  return async (componentAppId) => {
    const stored = new Map((await deps.authorizations.list(componentAppId)).map((one) => [one.appId, one]));
    const listed = new Set<string>();
    let differing = 0;
    const look = async (appId: string, at: number) => {
      differing += 1;
      await deps.tasks.add({ type: "confirm", componentAppId, appId, at });
    };
    for await (const page of deps.platform.list(componentAppId)) {
      for (const one of page) {
        listed.add(one.appId);
        if (differs(stored.get(one.appId), one)) await look(one.appId, one.authorizedAt);
      }
    }
    for (const { appId, state, settled, changedAt } of stored.values()) {
      if (listed.has(appId)) continue;
      if (state !== "withdrawn" || !settled) await look(appId, changedAt);
    }
    deps.metrics.count("AuthorizationsDiffering", differing);
    const lost = [...stored.values()].filter(({ state }) => state === "lost").length;
    deps.metrics.count("AuthorizationLost", lost);
  };
}

function differs(stored: Authorization | undefined, { authorizedAt }: ListedAuthorizer): boolean {
  if (!stored?.settled || stored.state === "lost") return true;
  return stored.state === "withdrawn" && authorizedAt > stored.changedAt;
}
