import { createDynamoAccounts } from "../../shared/accounts/adapters/dynamo-accounts.ts";
import { createAuthorizedCall } from "../../shared/adapters/weixin/call/authorized-call.ts";
import { createCallEndpoint } from "../../shared/adapters/weixin/call/call-endpoint.ts";
import { createMiniPrograms } from "../../shared/adapters/weixin/mini/mini-programs.ts";
import { composeSessions } from "../../shared/composition/sessions.ts";
import { composeWeixin } from "../../shared/composition/weixin.ts";
import { createDynamoMiniKeys } from "../../shared/identity/adapters/dynamo-mini-keys.ts";
import { createCheckContent } from "../../shared/identity/application/mini/check-content.ts";
import { createIsMiniProgram } from "../../shared/identity/application/mini/is-mini-program.ts";
import { createMiniLogin } from "../../shared/identity/application/mini/log-in.ts";
import { createOpenidOf } from "../../shared/identity/application/mini/person-of.ts";
import { createReadMiniData, createReadPhone } from "../../shared/identity/application/mini/read-data.ts";
import { awsDefaults } from "../../shared/lambda/aws-defaults.ts";
import { requireEnv } from "../../shared/lambda/env.ts";
import { createObservability } from "../../shared/lambda/observability.ts";
import { systemClock } from "../../shared/lambda/system.ts";
import { ENV } from "../../shared/names.ts";
import { connectDynamo } from "../../shared/platform/dynamodb/connect.ts";
import { createSendRequest } from "../../shared/platform/http/send-request.ts";
import { createHandler } from "./handler.ts";

const observability = createObservability("mini-login");
const runtime = { ...observability, clock: systemClock };
const client = connectDynamo(awsDefaults);
const config = { client, table: requireEnv(ENV.configTable) };
const state = { client, table: requireEnv(ENV.stateTable) };
const journal = { client, table: requireEnv(ENV.journalTable) };

const { call, tokens, credentials, componentTokens, sealer } = composeWeixin({
  config,
  state,
  request: createSendRequest(),
  observability,
});
const miniPrograms = createMiniPrograms({
  ...observability,
  call,
  credentials,
  componentTokens,
  callEndpoint: createCallEndpoint({ ...runtime, call: createAuthorizedCall({ call, tokens }) }),
});
const { sessions } = composeSessions({ config, state, journal, sealer, observability });
const isMiniProgram = createIsMiniProgram({ accounts: createDynamoAccounts(config), clock: systemClock });
const keys = createDynamoMiniKeys({ ...state, sealer });

export const handler = createHandler({
  ...observability,
  logIn: createMiniLogin({ isMiniProgram, miniPrograms, keys, sessions, clock: systemClock }),
  openidOf: createOpenidOf(sessions),
  readData: createReadMiniData({ keys, clock: systemClock }),
  readPhone: createReadPhone({ keys, miniPrograms, clock: systemClock }),
  checkContent: createCheckContent(miniPrograms),
});
