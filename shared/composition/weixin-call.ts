import { type CallWeixin, createCallWeixin } from "../adapters/weixin/call-weixin.ts";
import { NO_OFFICIAL_ACCOUNTS, type OfficialAccounts, officialAccountsSchema } from "../adapters/weixin/credentials.ts";
import type { SendRequest } from "../kernel/application/ports/http-request.ts";
import { requireEnv } from "../lambda/env.ts";
import type { Observability } from "../lambda/observability.ts";
import { type SecretReader, secretReader } from "../lambda/secrets.ts";
import { ENV } from "../names.ts";

export type ComposedWeixinCall = {
  /** The secret that says where WeChat's API is reached. */
  readonly settings: SecretReader<OfficialAccounts>;
  readonly call: CallWeixin;
};

/** Calls of WeChat without a token, by the environment (`OFFICIAL_ACCOUNTS_SECRET_ID`). */
export function composeWeixinCall({
  request,
  observability: { metrics, log },
}: {
  readonly request: SendRequest;
  readonly observability: Pick<Observability, "log" | "metrics">;
}): ComposedWeixinCall {
  const settings = secretReader(requireEnv(ENV.officialAccountsSecretId), officialAccountsSchema, {
    metrics,
    log,
    unset: NO_OFFICIAL_ACCOUNTS,
  });
  return { settings, call: createCallWeixin({ credentials: settings, request }) };
}
