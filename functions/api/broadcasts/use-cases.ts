import type { Accounts } from "../../../shared/accounts/application/ports/accounts.ts";
import { type ControlRun, createControlRun } from "../../../shared/broadcasts/application/control-run.ts";
import { createRemoveBroadcast, createSaveBroadcast } from "../../../shared/broadcasts/application/edit-broadcast.ts";
import { createMoveRun } from "../../../shared/broadcasts/application/move-run.ts";
import type {
  BroadcastRuns,
  Broadcasts,
  BroadcastTasks,
  OptOuts,
  RunLedger,
  RunProgress,
} from "../../../shared/broadcasts/application/ports/broadcasts.ts";
import { createReadRunFigures, type ReadRunFigures } from "../../../shared/broadcasts/application/run-figures.ts";
import { createStartBroadcast, type StartBroadcast } from "../../../shared/broadcasts/application/start-broadcast.ts";
import type { Clock, Metrics } from "../../../shared/kernel/application/ports/runtime.ts";
import type { Rules } from "../../../shared/rules/application/ports/rules.ts";

/** The ports of broadcasts. */
export type BroadcastPorts = {
  readonly broadcasts: Broadcasts;
  readonly broadcastRuns: BroadcastRuns;
  readonly broadcastTasks: BroadcastTasks;
  readonly runProgress: RunProgress;
  readonly runLedger: RunLedger;
  readonly optOuts: OptOuts;
};

/** What operators do with broadcasts. */
export type Broadcasting = {
  readonly save: ReturnType<typeof createSaveBroadcast>;
  readonly remove: ReturnType<typeof createRemoveBroadcast>;
  readonly start: StartBroadcast;
  readonly control: ControlRun;
  readonly figures: ReadRunFigures;
};

export function createBroadcasting(
  ports: BroadcastPorts & {
    readonly accounts: Pick<Accounts, "get" | "list">;
    readonly rules: Pick<Rules, "version" | "snapshot">;
    readonly clock: Clock;
    readonly metrics: Metrics;
  },
): Broadcasting {
  return {
    save: createSaveBroadcast(ports),
    remove: createRemoveBroadcast(ports),
    start: createStartBroadcast(ports),
    control: createControlRun({ ...ports, moveRun: createMoveRun(ports) }),
    figures: createReadRunFigures(ports),
  };
}
