import type { Accounts } from "../../../shared/accounts/application/ports/accounts.ts";
import { createDynamoBroadcasts } from "../../../shared/broadcasts/adapters/dynamo-broadcasts.ts";
import { createDynamoOptOuts } from "../../../shared/broadcasts/adapters/dynamo-opt-outs.ts";
import { createDynamoRunLedger } from "../../../shared/broadcasts/adapters/dynamo-run-ledger.ts";
import { createDynamoRunProgress } from "../../../shared/broadcasts/adapters/dynamo-run-progress.ts";
import { createDynamoBroadcastRuns } from "../../../shared/broadcasts/adapters/dynamo-runs.ts";
import { createSqsBroadcastTasks } from "../../../shared/broadcasts/adapters/sqs-tasks.ts";
import type { Broadcasts } from "../../../shared/broadcasts/application/ports/broadcasts.ts";
import type { OptOuts } from "../../../shared/broadcasts/application/ports/opt-outs.ts";
import type { RunLedger } from "../../../shared/broadcasts/application/ports/run-ledger.ts";
import type { RunProgress } from "../../../shared/broadcasts/application/ports/run-progress.ts";
import type { BroadcastRuns } from "../../../shared/broadcasts/application/ports/runs.ts";
import type { BroadcastTasks } from "../../../shared/broadcasts/application/ports/tasks.ts";
import { requireEnv } from "../../../shared/lambda/env.ts";
import { ENV } from "../../../shared/names.ts";
import type { TableOptions } from "../../../shared/platform/dynamodb/table.ts";
import type { connectSqs } from "../../../shared/platform/sqs/connect.ts";
import type { Rules } from "../../../shared/rules/application/ports/rules.ts";
import type { Runtime } from "../http/runtime.ts";

/** What the routes of broadcasts need. */
export type BroadcastPorts = Pick<Runtime, "clock" | "metrics"> & {
  readonly broadcasts: Broadcasts;
  readonly broadcastRuns: BroadcastRuns;
  readonly broadcastTasks: BroadcastTasks;
  readonly runProgress: RunProgress;
  readonly runLedger: RunLedger;
  readonly optOuts: OptOuts;
  readonly accounts: Pick<Accounts, "get" | "list">;
  readonly rules: Pick<Rules, "version" | "snapshot">;
};

/** The ports that broadcasts bring, by the environment. */
export function createBroadcastPorts({
  config,
  journal,
  sqs,
}: {
  readonly config: TableOptions;
  readonly journal: TableOptions;
  readonly sqs: ReturnType<typeof connectSqs>;
}): Omit<BroadcastPorts, keyof Runtime | "accounts" | "rules"> {
  return {
    broadcasts: createDynamoBroadcasts(config),
    optOuts: createDynamoOptOuts(config),
    broadcastRuns: createDynamoBroadcastRuns(journal),
    runProgress: createDynamoRunProgress(journal),
    runLedger: createDynamoRunLedger(journal),
    broadcastTasks: createSqsBroadcastTasks({ client: sqs, queueUrl: requireEnv(ENV.broadcastsQueueUrl) }),
  };
}
