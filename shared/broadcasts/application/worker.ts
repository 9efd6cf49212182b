import type { Accounts } from "../../accounts/application/ports/accounts.ts";
import type { Directory } from "../../directory/application/ports/directory.ts";
import type { Log } from "../../kernel/application/ports/runtime.ts";
import type { Ledger } from "../../outbound/application/ports/outbound.ts";
import type { Profiles } from "../../profiles/application/ports/profiles.ts";
import type { BroadcastRequested, BroadcastTask } from "../domain/request.ts";
import type { Broadcasts } from "./ports/broadcasts.ts";
import type { OptOuts } from "./ports/opt-outs.ts";
import type { RunLedger } from "./ports/run-ledger.ts";
import type { RunProgress } from "./ports/run-progress.ts";
import type { BroadcastRuns } from "./ports/runs.ts";
import type { BroadcastTasks } from "./ports/tasks.ts";
import { createExpandPage, type ExpandPageDeps } from "./runs/expand-page.ts";
import { createMoveRun } from "./runs/move.ts";
import { createPageRecipients } from "./runs/page-recipients.ts";
import { createRunBroadcastTask } from "./runs/task.ts";
import { createTidyShard } from "./runs/tidy-shard.ts";
import { createWorkOnShard } from "./runs/work-on-shard.ts";
import { createStartBroadcast } from "./start-broadcast.ts";
import { createTakeBroadcastRequest } from "./take-request.ts";

export type BroadcastWorkerDeps = Omit<ExpandPageDeps, "accounts" | "ledger" | "pageRecipients"> & {
  readonly accounts: Pick<Accounts, "get" | "list">;
  readonly broadcasts: Pick<Broadcasts, "get">;
  readonly broadcastRuns: BroadcastRuns;
  readonly runProgress: RunProgress;
  readonly broadcastTasks: BroadcastTasks;
  readonly runLedger: RunLedger;
  readonly ledger: Pick<Ledger, "get" | "reserve" | "reserveAgain" | "close" | "abandon">;
  readonly optOuts: Pick<OptOuts, "among">;
  readonly directory: Directory;
  readonly profiles: Pick<Profiles, "getMany">;
  readonly log: Log;
};

/** Takes the events that ask for runs, and works on the parts of runs. */
export function createBroadcastWorker(deps: BroadcastWorkerDeps): {
  take(event: BroadcastRequested): Promise<void>;
  work(task: BroadcastTask): Promise<void>;
} {
  const moveRun = createMoveRun(deps);
  const expandPage = createExpandPage({ ...deps, pageRecipients: createPageRecipients(deps) });
  const workOnShard = createWorkOnShard({ ...deps, moveRun, expandPage, tidyShard: createTidyShard(deps) });
  return {
    take: createTakeBroadcastRequest({ ...deps, startBroadcast: createStartBroadcast(deps) }),
    work: createRunBroadcastTask({ ...deps, moveRun, workOnShard }),
  };
}
