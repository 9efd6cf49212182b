import { webhookCredentialsSchema } from "../../../shared/adapters/webhooks/credentials.ts";
import { requireEnv } from "../../../shared/lambda/env.ts";
import { secretReader } from "../../../shared/lambda/secrets.ts";
import { ENV } from "../../../shared/names.ts";
import type { TableOptions } from "../../../shared/platform/dynamodb/table.ts";
import { createDynamoRoutingTables } from "../../../shared/routing/adapters/dynamo-tables.ts";
import type { RoutingTables } from "../../../shared/routing/application/ports/tables.ts";
import type { WebhookCredentials } from "../../../shared/routing/application/ports/webhooks.ts";
import { readQueueArns } from "../../../shared/routing/domain/queue-arns.ts";
import type { Rules } from "../../../shared/rules/application/ports/rules.ts";
import type { Runtime } from "../http/runtime.ts";

/** What the routes of routing need. */
export type RoutingPorts = Pick<Runtime, "clock"> & {
  readonly routing: RoutingTables;
  readonly webhookCredentials: WebhookCredentials;
  /** ARNs of the queues that the deployment lets messages be routed to. */
  readonly routingQueues: readonly string[];
  readonly rules: Pick<Rules, "version" | "snapshot">;
};

/** The ports that routing brings, by the environment. */
export function createRoutingPorts({
  config,
  observability,
}: {
  readonly config: TableOptions;
  readonly observability: Pick<Runtime, "log" | "metrics">;
}): Omit<RoutingPorts, "clock" | "rules"> {
  return {
    routing: createDynamoRoutingTables(config),
    webhookCredentials: secretReader(requireEnv(ENV.webhookSecretId), webhookCredentialsSchema, observability),
    routingQueues: readQueueArns(process.env[ENV.routingQueues] ?? ""),
  };
}
