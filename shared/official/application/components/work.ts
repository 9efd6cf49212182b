import type { ComponentTask } from "../../domain/component-task.ts";
import { type AuthorizeDeps, createAuthorize } from "./authorize.ts";
import { type ConfirmDeps, createConfirmAuthorization } from "./confirm.ts";
import { createReconcileComponent } from "./reconcile.ts";
import { createSettleAuthorized, createSettleWithdrawn, type SettleDeps } from "./settle.ts";
import { createSweepComponents } from "./sweep.ts";
import { createWithdraw } from "./withdraw.ts";

type SweepDeps = Parameters<typeof createSweepComponents>[0];
type ReconcileDeps = Parameters<typeof createReconcileComponent>[0];

export type ComponentWorkDeps = SettleDeps &
  SweepDeps &
  ReconcileDeps &
  Pick<AuthorizeDeps, "openCode" | "leases"> & {
    readonly authorizations: ConfirmDeps["authorizations"];
    readonly platform: AuthorizeDeps["platform"] & ConfirmDeps["platform"] & SweepDeps["platform"];
  };

/** Work on authorizations. */
export function createComponentWork(deps: ComponentWorkDeps): (task: ComponentTask) => Promise<void> {
  const settleWithdrawn = createSettleWithdrawn(deps);
  const confirm = createConfirmAuthorization({
    ...deps,
    settleAuthorized: createSettleAuthorized(deps),
    settleWithdrawn,
  });
  const reconcile = createReconcileComponent(deps);
  const authorize = createAuthorize({ ...deps, confirm, reconcile });
  const withdraw = createWithdraw({ ...deps, confirm, settleWithdrawn });
  const sweep = createSweepComponents(deps);
  return async (task) => {
    switch (task.type) {
      case "authorized":
        return authorize(task);
      case "unauthorized":
        return withdraw(task);
      case "confirm":
        return confirm(task.componentAppId, task.appId, task.at);
      case "reconcile":
        return reconcile(task.componentAppId);
      case "sweep":
        return sweep();
      default:
        return task satisfies never;
    }
  };
}
