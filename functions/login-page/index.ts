import { impatientDefaults } from "../../shared/lambda/aws-defaults.ts";
import { requireEnv } from "../../shared/lambda/env.ts";
import { createObservability } from "../../shared/lambda/observability.ts";
import { systemClock } from "../../shared/lambda/system.ts";
import { createDynamoLogins } from "../../shared/logins/adapters/dynamo-logins.ts";
import { ENV } from "../../shared/names.ts";
import { connectDynamo } from "../../shared/platform/dynamodb/connect.ts";
import { createHandler } from "./handler.ts";

export const handler = createHandler({
  ...createObservability("login-page"),
  now: systemClock.now,
  logins: createDynamoLogins({ client: connectDynamo(impatientDefaults), table: requireEnv(ENV.stateTable) }),
});
