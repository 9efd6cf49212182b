import type { Weixin } from "../../../shared/composition/weixin-with.ts";
import { requireEnv } from "../../../shared/lambda/env.ts";
import { ENV } from "../../../shared/names.ts";
import { createDynamoAuthorizationLinks } from "../../../shared/official/adapters/dynamo-authorization-links.ts";
import { createDynamoAuthorizations } from "../../../shared/official/adapters/dynamo-authorizations.ts";
import { createDynamoComponents } from "../../../shared/official/adapters/dynamo-components.ts";
import { createDynamoCallbackKeys } from "../../../shared/official/adapters/dynamo-credentials.ts";
import { createSqsComponentTasks } from "../../../shared/official/adapters/sqs-component-tasks.ts";
import type { AuthorizationLinks } from "../../../shared/official/application/ports/authorization-links.ts";
import type { AuthorizationStore } from "../../../shared/official/application/ports/authorizations.ts";
import type { ComponentPlatform } from "../../../shared/official/application/ports/component-platform.ts";
import type { ComponentTasks } from "../../../shared/official/application/ports/component-tasks.ts";
import type { Components } from "../../../shared/official/application/ports/components.ts";
import type { CallbackKeyRows } from "../../../shared/official/application/ports/credential-rows.ts";
import type { TableOptions } from "../../../shared/platform/dynamodb/table.ts";
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
  weixin: { sealer, platform },
}: {
  readonly config: TableOptions;
  readonly state: TableOptions;
  readonly sqs: ReturnType<typeof connectSqs>;
  readonly weixin: Pick<Weixin, "sealer" | "platform">;
}): Omit<ComponentPorts, "clock" | "newKey" | "publicUrl"> {
  return {
    components: createDynamoComponents({ ...config, sealer }),
    authorizations: createDynamoAuthorizations({ ...config, sealer }),
    authorizationLinks: createDynamoAuthorizationLinks(state),
    componentPlatform: {
      startTickets: async (...asked) => (await platform()).startTickets(...asked),
      preAuthCode: async (...asked) => (await platform()).preAuthCode(...asked),
    },
    componentTasks: createSqsComponentTasks({ client: sqs, queueUrl: requireEnv(ENV.componentTasksQueueUrl) }),
    callbackKeyRows: createDynamoCallbackKeys({ ...config, sealer }),
  };
}
