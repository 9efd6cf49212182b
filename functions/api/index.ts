import { createDynamoAccountStore } from "../../shared/accounts/adapters/dynamo-store.ts";
import { awsDefaults } from "../../shared/lambda/aws-defaults.ts";
import { requireEnv } from "../../shared/lambda/env.ts";
import { createObservability } from "../../shared/lambda/observability.ts";
import { systemClock } from "../../shared/lambda/system.ts";
import { ENV } from "../../shared/names.ts";
import { createDynamoSettings } from "../../shared/operators/adapters/dynamo-settings.ts";
import { connectDynamo } from "../../shared/platform/dynamodb/connect.ts";
import { createHandler } from "./handler.ts";
import type { RouteTable } from "./http/dispatch.ts";

const observability = createObservability("api");
const client = connectDynamo(awsDefaults);
const config = { client, table: requireEnv(ENV.configTable) };

const first = {
  accounts: createDynamoAccountStore(config),
  settings: createDynamoSettings(config),
  clock: systemClock,
  // Lambda's own variable: the published version's number, or $LATEST.
  version: requireEnv("AWS_LAMBDA_FUNCTION_VERSION"),
};

let loading: Promise<RouteTable> | undefined;

async function loadTable(): Promise<RouteTable> {
  const [{ createRouteTable }, { createApiPorts }] = await Promise.all([import("./routes.ts"), import("./ports.ts")]);
  return createRouteTable(createApiPorts(first, observability, client));
}

export const handler = createHandler({
  ...observability,
  first,
  table() {
    loading ??= loadTable();
    return loading;
  },
});
