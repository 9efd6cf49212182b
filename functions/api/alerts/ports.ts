import { createAlertChannels } from "../../../shared/adapters/alerts/channels.ts";
import { alertCredentialsSchema, NO_ROBOTS } from "../../../shared/adapters/alerts/credentials.ts";
import { createDynamoAlerts } from "../../../shared/alerts/adapters/dynamo-alerts.ts";
import type { Alerts } from "../../../shared/alerts/application/ports/alerts.ts";
import type { AlertChannels } from "../../../shared/alerts/application/ports/channels.ts";
import type { Post } from "../../../shared/kernel/application/ports/http-post.ts";
import type { NewId } from "../../../shared/kernel/application/ports/runtime.ts";
import { awsDefaults } from "../../../shared/lambda/aws-defaults.ts";
import { requireEnv } from "../../../shared/lambda/env.ts";
import { secretReader } from "../../../shared/lambda/secrets.ts";
import { systemClock } from "../../../shared/lambda/system.ts";
import { ENV, TIMEOUTS } from "../../../shared/names.ts";
import type { TableOptions } from "../../../shared/platform/dynamodb/table.ts";
import type { Runtime } from "../http/runtime.ts";

/** What the routes of alerts need. */
export type AlertPorts = Pick<Runtime, "clock" | "log"> & {
  readonly alerts: Pick<Alerts, "listTold">;
  readonly alertChannels: AlertChannels;
  readonly newId: NewId;
};

/** The ports that alerts bring, by the environment. */
export function createAlertPorts({
  state,
  postJson,
  observability,
}: {
  readonly state: TableOptions;
  readonly postJson: Post<string>;
  readonly observability: Pick<Runtime, "log" | "metrics">;
}): Pick<AlertPorts, "alerts" | "alertChannels"> {
  return {
    alerts: createDynamoAlerts(state),
    alertChannels: createAlertChannels({
      credentials: secretReader(requireEnv(ENV.alertsSecretId), alertCredentialsSchema, {
        ...observability,
        unset: NO_ROBOTS,
      }),
      topic: { arn: requireEnv(ENV.alertTopicArn), client: awsDefaults },
      post: postJson,
      now: systemClock.now,
      timeoutMs: TIMEOUTS.alertCall * 1000,
    }),
  };
}
