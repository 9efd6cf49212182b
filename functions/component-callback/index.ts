import { readComponentEvent } from "../../shared/adapters/weixin/component/event.ts";
import { createOpenComponentEvent } from "../../shared/adapters/weixin/component/open.ts";
import { impatientDefaults } from "../../shared/lambda/aws-defaults.ts";
import { requireEnv } from "../../shared/lambda/env.ts";
import { createObservability } from "../../shared/lambda/observability.ts";
import { systemClock } from "../../shared/lambda/system.ts";
import { ENV } from "../../shared/names.ts";
import { createDynamoAuthorizationLinks } from "../../shared/official/adapters/dynamo-authorization-links.ts";
import { createDynamoComponents } from "../../shared/official/adapters/dynamo-components.ts";
import { createDynamoCallbackKeys } from "../../shared/official/adapters/dynamo-credentials.ts";
import { createSqsComponentTasks } from "../../shared/official/adapters/sqs-component-tasks.ts";
import { createReceiveComponentEvent } from "../../shared/official/application/components/receive-event.ts";
import { createSealCode } from "../../shared/official/application/components/seal-code.ts";
import { createTakeReturn } from "../../shared/official/application/components/take-return.ts";
import { createCallbackKeys } from "../../shared/official/application/credentials/readers.ts";
import { connectDynamo } from "../../shared/platform/dynamodb/connect.ts";
import { connectSealer } from "../../shared/platform/kms/sealer.ts";
import { connectSqs } from "../../shared/platform/sqs/connect.ts";
import { createHandler } from "./handler.ts";

const observability = createObservability("component-callback");
const client = connectDynamo(impatientDefaults);
const sealer = connectSealer(impatientDefaults, requireEnv(ENV.sealKeyArn));
const config = { client, table: requireEnv(ENV.configTable), sealer };
const clock = systemClock;
const tasks = createSqsComponentTasks({
  client: connectSqs(impatientDefaults),
  queueUrl: requireEnv(ENV.componentTasksQueueUrl),
});
const sealCode = createSealCode(sealer);

const openEvent = createOpenComponentEvent({
  keysOf: createCallbackKeys({
    ...observability,
    clock,
    rows: createDynamoCallbackKeys(config),
    // A platform never had its keys in the one secret of all accounts.
    former: async () => undefined,
  }),
  clock,
});

export const handler = createHandler({
  ...observability,
  async open(componentAppId, query, body) {
    return readComponentEvent(componentAppId, await openEvent(componentAppId, query, body), clock.now());
  },
  receive: createReceiveComponentEvent({
    ...observability,
    tickets: createDynamoComponents(config),
    tasks,
    sealCode,
    clock,
  }),
  takeReturn: createTakeReturn({
    ...observability,
    authorizationLinks: createDynamoAuthorizationLinks({ client, table: requireEnv(ENV.stateTable) }),
    tasks,
    sealCode,
    clock,
  }),
});
