import { createDynamoAccounts } from "../../shared/accounts/adapters/dynamo-accounts.ts";
import { composeTickets } from "../../shared/composition/tickets.ts";
import { composeWeixin } from "../../shared/composition/weixin.ts";
import { createDynamoWebAccess } from "../../shared/identity/adapters/dynamo-web-access.ts";
import { createSignPage } from "../../shared/identity/application/sign-page.ts";
import { createWebAccessOf } from "../../shared/identity/application/web-access-of.ts";
import { awsDefaults } from "../../shared/lambda/aws-defaults.ts";
import { requireEnv } from "../../shared/lambda/env.ts";
import { createObservability } from "../../shared/lambda/observability.ts";
import { newRandomId, systemClock } from "../../shared/lambda/system.ts";
import { ENV } from "../../shared/names.ts";
import { connectDynamo } from "../../shared/platform/dynamodb/connect.ts";
import { createSendRequest } from "../../shared/platform/http/send-request.ts";
import { createHandler } from "./handler.ts";

const observability = createObservability("jssdk");
const runtime = { ...observability, clock: systemClock };
const client = connectDynamo(awsDefaults);
const config = { client, table: requireEnv(ENV.configTable) };
const state = { client, table: requireEnv(ENV.stateTable) };
const weixin = composeWeixin({ config, state, request: createSendRequest(), observability });
const accessOf = createWebAccessOf({
  ...runtime,
  webAccess: createDynamoWebAccess(config),
  accounts: createDynamoAccounts(config),
});

export const handler = createHandler({
  ...observability,
  accessOf,
  sign: createSignPage({
    ...runtime,
    accessOf,
    tickets: composeTickets("jsapi-ticket", { state, weixin, observability }),
    newNonce: newRandomId,
  }),
});
