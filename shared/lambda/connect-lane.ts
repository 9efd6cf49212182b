import { createDynamoFailureCauses } from "../dead-letters/adapters/dynamo-causes.ts";
import { createNoteCause } from "../dead-letters/application/note-cause.ts";
import { ENV } from "../names.ts";
import type { TableOptions } from "../platform/dynamodb/table.ts";
import { requireEnv } from "./env.ts";
import type { Lane } from "./lane.ts";
import type { Observability } from "./observability.ts";
import { systemClock } from "./system.ts";

/** The lane behind which a function stands, by its environment. A composition root for all functions behind queues. */
export function connectLane(client: TableOptions["client"], { log }: Observability): Lane {
  const causes = createDynamoFailureCauses({ client, table: requireEnv(ENV.stateTable) });
  return {
    name: requireEnv(ENV.lane),
    maxReceives: Number(requireEnv(ENV.laneReceives)),
    noteCause: createNoteCause({ causes, clock: systemClock, log }),
  };
}
