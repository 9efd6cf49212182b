import { awsDefaults } from "../../shared/lambda/aws-defaults.ts";
import { requireEnv } from "../../shared/lambda/env.ts";
import { createObservability } from "../../shared/lambda/observability.ts";
import { systemClock } from "../../shared/lambda/system.ts";
import { ENV } from "../../shared/names.ts";
import { createDynamoLedger } from "../../shared/outbound/adapters/dynamo-ledger.ts";
import { createSweepLedger } from "../../shared/outbound/application/sweep-ledger.ts";
import { connectDynamo } from "../../shared/platform/dynamodb/connect.ts";
import { createHandler } from "./handler.ts";

const observability = createObservability("ledger-sweep");
const ledger = createDynamoLedger({
  client: connectDynamo(awsDefaults),
  table: requireEnv(ENV.journalTable),
});

export const handler = createHandler({
  ...observability,
  now: systemClock.now,
  sweep: createSweepLedger({ ...observability, ledger, clock: systemClock }),
});
