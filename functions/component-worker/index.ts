import { createDynamoAccountStore } from "../../shared/accounts/adapters/dynamo-store.ts";
import { createLazyEvents } from "../../shared/adapters/eventbridge/lazy-events.ts";
import { composePlatforms } from "../../shared/composition/platforms.ts";
import { composeWeixinCall } from "../../shared/composition/weixin-call.ts";
import { awsDefaults } from "../../shared/lambda/aws-defaults.ts";
import { connectLane } from "../../shared/lambda/connect-lane.ts";
import { requireEnv } from "../../shared/lambda/env.ts";
import { createObservability } from "../../shared/lambda/observability.ts";
import { systemClock } from "../../shared/lambda/system.ts";
import { ENV } from "../../shared/names.ts";
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
const { call } = composeWeixinCall({ request: createSendRequest(), observability });
const { platform } = composePlatforms({ config: { ...config, sealer }, state, call, observability });

export const handler = createHandler({
  ...observability,
  lane: connectLane(client, observability),
  work: createComponentWork({
    ...observability,
    accounts: createDynamoAccountStore(config),
    authorizations: createDynamoAuthorizations({ ...config, sealer }),
    components: createDynamoComponents({ ...config, sealer }),
    credentials: createUseComponent({
      credentialRows: createDynamoAppCredentials({ ...config, sealer }),
      callbackKeyRows: createDynamoCallbackKeys({ ...config, sealer }),
      clock,
    }),
    platform,
    tasks: createSqsComponentTasks({
      client: connectSqs(awsDefaults),
      queueUrl: requireEnv(ENV.componentTasksQueueUrl),
    }),
    leases: createDynamoLeases(state),
    events: createLazyEvents({ busName: requireEnv(ENV.eventBusName), client: awsDefaults }),
    openCode: createOpenCode(sealer),
    authorizerTokens: createDynamoTokenStore("authorizer", state),
    clock,
  }),
});
