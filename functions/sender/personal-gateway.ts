import { gatewayCredentialsSchema } from "../../shared/adapters/wechat-api/client/credentials.ts";
import { createGateway } from "../../shared/adapters/wechat-api/send/gateway.ts";
import { createDynamoDirectory } from "../../shared/directory/adapters/dynamo-directory.ts";
import { createGroupNames } from "../../shared/directory/application/group-names.ts";
import { requireEnv } from "../../shared/lambda/env.ts";
import { secretReader } from "../../shared/lambda/secrets.ts";
import { ENV, TIMEOUTS } from "../../shared/names.ts";
import { nameMentions } from "../../shared/outbound/application/sending/name-mentions.ts";
import type { GatewayParts } from "./gateway-parts.ts";

/** Sends the messages of personal accounts through the gateway WechatApi. */
export function personalGateway({ journal, postJson, observability }: GatewayParts) {
  const credentials = secretReader(requireEnv(ENV.gatewaySecretId), gatewayCredentialsSchema, observability);
  const gateway = createGateway({
    credentials,
    forgetCredentials: credentials.forget,
    postJson,
    timeoutMs: TIMEOUTS.gatewayCall * 1000,
  });
  return nameMentions(gateway, createGroupNames(createDynamoDirectory(journal)), observability.metrics);
}
