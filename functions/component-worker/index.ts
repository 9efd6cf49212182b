import { createDynamoAccountStore } from "../../shared/accounts/adapters/dynamo-store.ts";
import { createLazyEvents } from "../../shared/adapters/eventbridge/lazy-events.ts";
import { createCallWeixin } from "../../shared/adapters/weixin/call-weixin.ts";
import { createComponentCall } from "../../shared/adapters/weixin/component/call.ts";
import { createComponentPlatform } from "../../shared/adapters/weixin/component/platform.ts";
import { NO_OFFICIAL_ACCOUNTS, officialAccountsSchema } from "../../shared/adapters/weixin/credentials.ts";
import { createComponentTokenSource } from "../../shared/adapters/weixin/tokens/component-token.ts";
import { awsDefaults } from "../../shared/lambda/aws-defaults.ts";
import { connectLane } from "../../shared/lambda/connect-lane.ts";
import { requireEnv } from "../../shared/lambda/env.ts";
import { createObservability } from "../../shared/lambda/observability.ts";
import { secretReader } from "../../shared/lambda/secrets.ts";
import { systemClock } from "../../shared/lambda/system.ts";
import { ENV, TIMEOUTS } from "../../shared/names.ts";
import { createDynamoAuthorizations } from "../../shared/official/adapters/dynamo-authorizations.ts";
import { createDynamoComponents } from "../../shared/official/adapters/dynamo-components.ts";
import {
  createDynamoAppCredentials,
  createDynamoCallbackKeys,
} from "../../shared/official/adapters/dynamo-credentials.ts";
import { createDynamoTokenStore } from "../../shared/official/adapters/dynamo-token-store.ts";
import { createSqsComponentTasks } from "../../shared/official/adapters/sqs-component-tasks.ts";
import { createOpenCode } from "../../shared/official/application/components/seal-code.ts";
import { createUseComponent } from "../../shared/official/application/components/use-component.ts";
import { createComponentWork } from "../../shared/official/application/components/work.ts";
import { createKeptTokens } from "../../shared/official/application/kept-tokens.ts";
import { connectDynamo } from "../../shared/platform/dynamodb/connect.ts";
import { createDynamoLeases } from "../../shared/platform/dynamodb/leases.ts";
import { createSendRequest } from "../../shared/platform/http/send-request.ts";
import { connectSealer } from "../../shared/platform/kms/sealer.ts";
import { connectSqs } from "../../shared/platform/sqs/connect.ts";
import { createHandler } from "./handler.ts";

const observability = createObservability("component-worker");
const clock = systemClock;
const client = connectDynamo(awsDefaults);
const sealer = connectSealer(awsDefaults, requireEnv(ENV.sealKeyArn));
const config = { client, table: requireEnv(ENV.configTable) };
const state = { client, table: requireEnv(ENV.stateTable) };
const components = createDynamoComponents({ ...config, sealer });

const call = createCallWeixin({
  credentials: secretReader(requireEnv(ENV.officialAccountsSecretId), officialAccountsSchema, {
    ...observability,
    unset: NO_OFFICIAL_ACCOUNTS,
  }),
  request: createSendRequest(),
});
const tokens = createKeptTokens("component", {
  ...observability,
  store: createDynamoTokenStore("component", state),
  source: createComponentTokenSource({ call, grants: components, now: clock.now }),
  clock,
});

export const handler = createHandler({
  ...observability,
  lane: connectLane(client, observability),
  work: createComponentWork({
    ...observability,
    accounts: createDynamoAccountStore(config),
    authorizations: createDynamoAuthorizations({ ...config, sealer }),
    components,
    credentials: createUseComponent({
      credentialRows: createDynamoAppCredentials({ ...config, sealer }),
      callbackKeyRows: createDynamoCallbackKeys({ ...config, sealer }),
      clock,
    }),
    platform: createComponentPlatform(createComponentCall({ call, tokens, timeoutMs: TIMEOUTS.componentCall * 1000 })),
    tasks: createSqsComponentTasks({
      client: connectSqs(awsDefaults),
      queueUrl: requireEnv(ENV.componentTasksQueueUrl),
    }),
    leases: createDynamoLeases(state),
    events: createLazyEvents({ busName: requireEnv(ENV.eventBusName), client: awsDefaults }),
    openCode: createOpenCode(sealer),
    clock,
  }),
});
