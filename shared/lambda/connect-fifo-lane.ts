import { createLazyEvents } from "../adapters/eventbridge/lazy-events.ts";
import { createLazyLargeBodies } from "../adapters/s3/lazy-dead-letter-bodies.ts";
import { createDynamoAllowances } from "../dead-letters/adapters/dynamo-allowances.ts";
import { createDynamoDeadLetters } from "../dead-letters/adapters/dynamo-store.ts";
import { createSetAside } from "../dead-letters/application/set-aside.ts";
import { ENV } from "../names.ts";
import type { TableOptions } from "../platform/dynamodb/table.ts";
import { awsDefaults } from "./aws-defaults.ts";
import { connectLane } from "./connect-lane.ts";
import { requireEnv } from "./env.ts";
import type { FifoLane } from "./lane.ts";
import type { Observability } from "./observability.ts";
import { systemClock } from "./system.ts";

/** As `connectLane`, for functions behind a FIFO queue. Bus and bucket are loaded when a record is set aside. */
export function connectFifoLane(client: TableOptions["client"], observability: Observability): FifoLane {
  const { log, metrics } = observability;
  return {
    ...connectLane(client, observability),
    setAside: createSetAside({
      letters: createDynamoDeadLetters({ client, table: requireEnv(ENV.journalTable) }),
      allowances: createDynamoAllowances({ client, table: requireEnv(ENV.stateTable) }),
      largeBodies: createLazyLargeBodies({ bucket: requireEnv(ENV.bodiesBucket), client: awsDefaults }),
      events: createLazyEvents({ busName: requireEnv(ENV.eventBusName), client: awsDefaults }),
      clock: systemClock,
      metrics,
      log,
    }),
  };
}
