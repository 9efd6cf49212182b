import { createCallWeixin } from "../../../shared/adapters/weixin/call-weixin.ts";
import { createComponentCall } from "../../../shared/adapters/weixin/component/call.ts";
import { createComponentPlatform } from "../../../shared/adapters/weixin/component/platform.ts";
import { NO_OFFICIAL_ACCOUNTS, officialAccountsSchema } from "../../../shared/adapters/weixin/credentials.ts";
import { createComponentTokenSource } from "../../../shared/adapters/weixin/tokens/component-token.ts";
import { awsDefaults } from "../../../shared/lambda/aws-defaults.ts";
import { requireEnv } from "../../../shared/lambda/env.ts";
import { secretReader } from "../../../shared/lambda/secrets.ts";
import { systemClock } from "../../../shared/lambda/system.ts";
import { ENV, TIMEOUTS } from "../../../shared/names.ts";
import { createDynamoAuthorizationLinks } from "../../../shared/official/adapters/dynamo-authorization-links.ts";
import { createDynamoAuthorizations } from "../../../shared/official/adapters/dynamo-authorizations.ts";
import { createDynamoComponents } from "../../../shared/official/adapters/dynamo-components.ts";
import { createDynamoCallbackKeys } from "../../../shared/official/adapters/dynamo-credentials.ts";
import { createDynamoTokenStore } from "../../../shared/official/adapters/dynamo-token-store.ts";
import { createSqsComponentTasks } from "../../../shared/official/adapters/sqs-component-tasks.ts";
import { createKeptTokens } from "../../../shared/official/application/kept-tokens.ts";
import type { AuthorizationLinks } from "../../../shared/official/application/ports/authorization-links.ts";
import type { AuthorizationStore } from "../../../shared/official/application/ports/authorizations.ts";
import type { ComponentPlatform } from "../../../shared/official/application/ports/component-platform.ts";
import type { ComponentTasks } from "../../../shared/official/application/ports/component-tasks.ts";
import type { Components } from "../../../shared/official/application/ports/components.ts";
import type { CallbackKeyRows } from "../../../shared/official/application/ports/credential-rows.ts";
import type { TableOptions } from "../../../shared/platform/dynamodb/table.ts";
import { createSendRequest } from "../../../shared/platform/http/send-request.ts";
import { connectSealer } from "../../../shared/platform/kms/sealer.ts";
import type { connectSqs } from "../../../shared/platform/sqs/connect.ts";
import type { Runtime } from "../http/runtime.ts";

/** What the routes of third-party platforms need. */
export type ComponentPorts = Pick<Runtime, "clock"> & {
  readonly components: Components;
  readonly authorizations: Pick<AuthorizationStore, "list">;
  readonly authorizationLinks: AuthorizationLinks;
  readonly componentPlatform: Pick<ComponentPlatform, "startTickets" | "preAuthCode">;
  readonly componentTasks: ComponentTasks;
  readonly callbackKeyRows: CallbackKeyRows;
  readonly newKey: () => string;
  readonly publicUrl: string;
};

/** The ports that third-party platforms bring, by the environment. */
export function createComponentPorts({
  config,
  state,
  sqs,
  observability,
}: {
  readonly config: TableOptions;
  readonly state: TableOptions;
  readonly sqs: ReturnType<typeof connectSqs>;
  readonly observability: Pick<Runtime, "log" | "metrics">;
}): Omit<ComponentPorts, "clock" | "newKey" | "publicUrl"> {
  const sealer = connectSealer(awsDefaults, requireEnv(ENV.sealKeyArn));
  const components = createDynamoComponents({ ...config, sealer });
  const clock = systemClock;
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
  return {
    components,
    authorizations: createDynamoAuthorizations({ ...config, sealer }),
    authorizationLinks: createDynamoAuthorizationLinks(state),
    componentPlatform: createComponentPlatform(
      createComponentCall({ call, tokens, timeoutMs: TIMEOUTS.componentCall * 1000 }),
    ),
    componentTasks: createSqsComponentTasks({ client: sqs, queueUrl: requireEnv(ENV.componentTasksQueueUrl) }),
    callbackKeyRows: createDynamoCallbackKeys({ ...config, sealer }),
  };
}
