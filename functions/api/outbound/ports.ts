import type { Accounts } from "../../../shared/accounts/application/ports/accounts.ts";
import { requireEnv } from "../../../shared/lambda/env.ts";
import { ENV } from "../../../shared/names.ts";
import { createDynamoLedger } from "../../../shared/outbound/adapters/dynamo-ledger.ts";
import { createDynamoParking } from "../../../shared/outbound/adapters/dynamo-parking.ts";
import { createSqsOutboundQueue } from "../../../shared/outbound/adapters/sqs-outbound-queue.ts";
import { createLaneVisibility } from "../../../shared/outbound/adapters/sqs-visibility.ts";
import type { Ledger, OutboundQueue, Parking } from "../../../shared/outbound/application/ports/outbound.ts";
import type { ChangeVisibility } from "../../../shared/outbound/application/wake-parked.ts";
import type { ByLane } from "../../../shared/outbound/domain/lane.ts";
import type { TableOptions } from "../../../shared/platform/dynamodb/table.ts";
import type { connectSqs } from "../../../shared/platform/sqs/connect.ts";
import type { Runtime } from "../http/runtime.ts";

/** What the routes of messages and commands need. */
export type OutboundPorts = Pick<Runtime, "clock" | "metrics"> & {
  readonly accounts: Pick<Accounts, "get">;
  readonly ledger: Ledger;
  readonly outbound: OutboundQueue;
};

/**
 * The ports that outbound brings, by the environment. `parking` and `changeVisibility` wake the commands of an account
 * that comes online.
 */
export function createOutboundPorts({
  journal,
  state,
  sqs,
  metrics,
  log,
}: {
  readonly journal: TableOptions;
  readonly state: TableOptions;
  readonly sqs: ReturnType<typeof connectSqs>;
  readonly metrics: Runtime["metrics"];
  readonly log: Runtime["log"];
}): Pick<OutboundPorts, "ledger" | "outbound"> & {
  readonly parking: Parking;
  readonly changeVisibility: ByLane<ChangeVisibility>;
} {
  const urls = { live: requireEnv(ENV.outboundLiveQueueUrl), bulk: requireEnv(ENV.outboundBulkQueueUrl) };
  return {
    ledger: createDynamoLedger(journal),
    outbound: createSqsOutboundQueue({ client: sqs, queueUrl: urls.live, metrics, log }),
    parking: createDynamoParking(state),
    changeVisibility: createLaneVisibility(sqs, urls),
  };
}
