import { gatewayCredentialsSchema } from "../../shared/adapters/wechat-api/client/credentials.ts";
import { composeAuthorizers } from "../../shared/composition/authorizers.ts";
import { composeWeixinWith } from "../../shared/composition/weixin-with.ts";
import { awsDefaults } from "../../shared/lambda/aws-defaults.ts";
import { requireEnv } from "../../shared/lambda/env.ts";
import type { Observability } from "../../shared/lambda/observability.ts";
import { secretReader } from "../../shared/lambda/secrets.ts";
import { newUlid } from "../../shared/lambda/system.ts";
import { ENV, TIMEOUTS } from "../../shared/names.ts";
import type { TableOptions } from "../../shared/platform/dynamodb/table.ts";
import { createPostJson } from "../../shared/platform/http/post-json.ts";
import { createSendRequest } from "../../shared/platform/http/send-request.ts";
import { connectSqs } from "../../shared/platform/sqs/connect.ts";
import { type AccountPorts, createAccountPorts } from "./accounts/ports.ts";
import { createAiPorts } from "./ai/ports.ts";
import { createAlertPorts } from "./alerts/ports.ts";
import { createBroadcastPorts } from "./broadcasts/ports.ts";
import { createComponentPorts } from "./components/ports.ts";
import { createConversationPorts } from "./conversations/ports.ts";
import { createDeadLetterPorts } from "./dead-letters/ports.ts";
import { createDirectoryPorts } from "./directory/ports.ts";
import { createGatewayPorts } from "./gateway/ports.ts";
import { createIdentityPorts } from "./identity/ports.ts";
import { createLoginPorts } from "./logins/ports.ts";
import { createMediaPorts } from "./media/ports.ts";
import { createOfficialPorts } from "./official/ports.ts";
import { createWeixinPorts } from "./official/weixin-ports.ts";
import { createOperatorPorts, type OperatorPorts } from "./operators/ports.ts";
import { createOutboundPorts } from "./outbound/ports.ts";
import { createPayPorts } from "./pay/ports.ts";
import { createProfilePorts } from "./profiles/ports.ts";
import { createRoutingPorts } from "./routing/ports.ts";
import { createRulePorts } from "./rules/ports.ts";

/** The ports of all routes, each brought by one capability. */
export type ApiPorts = ReturnType<typeof createApiPorts>;

/** The ports of the first routes, which `index.ts` makes when the function starts. */
type StartPorts = Pick<AccountPorts, "accounts" | "clock"> & Pick<OperatorPorts, "settings"> & { version?: string };

/** Makes the ports of all routes by the environment, with the first request that needs them. */
export function createApiPorts(start: StartPorts, observability: Observability, client: TableOptions["client"]) {
  const { log, metrics } = observability;
  const credentials = secretReader(requireEnv(ENV.gatewaySecretId), gatewayCredentialsSchema, observability);
  const request = createSendRequest();
  const postJson = createPostJson(request);
  const config = { client, table: requireEnv(ENV.configTable) };
  const state = { client, table: requireEnv(ENV.stateTable) };
  const base = {
    observability,
    log,
    metrics,
    config,
    state,
    journal: { client, table: requireEnv(ENV.journalTable) },
    sqs: connectSqs(awsDefaults),
    request,
    postJson,
    weixin: composeWeixinWith(async (parts) => composeAuthorizers(parts), { config, state, request, observability }),
    calls: {
      credentials,
      forgetCredentials: credentials.forget,
      postJson,
      timeoutMs: TIMEOUTS.gatewayCall * 1000,
    },
  };
  return {
    ...start,
    log,
    metrics,
    newId: newUlid,
    ...createAccountPorts(base),
    ...createAiPorts(base),
    ...createAlertPorts(base),
    ...createBroadcastPorts(base),
    ...createComponentPorts(base),
    ...createConversationPorts(base),
    ...createDeadLetterPorts(base),
    ...createDirectoryPorts(base),
    ...createGatewayPorts(base),
    ...createIdentityPorts(base),
    ...createLoginPorts(base),
    ...createMediaPorts(base),
    ...createOfficialPorts(base),
    ...createOperatorPorts(base),
    ...createOutboundPorts(base),
    ...createPayPorts(base),
    ...createProfilePorts(base),
    ...createRoutingPorts(base),
    ...createRulePorts(base),
    ...createWeixinPorts(base),
  };
}
