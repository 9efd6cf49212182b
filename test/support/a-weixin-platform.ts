import { OFFICIAL_ACCOUNT, simulatedOfficialAccounts } from "../../local/sim/weixin/credentials.ts";
import { createAuthorizedCall } from "../../shared/adapters/weixin/call/authorized-call.ts";
import { createCallEndpoint } from "../../shared/adapters/weixin/call/call-endpoint.ts";
import { createWeixinApi } from "../../shared/adapters/weixin/call/weixin-api.ts";
import { createCallWeixin } from "../../shared/adapters/weixin/call-weixin.ts";
import { contract } from "../../shared/adapters/weixin/contract/contract.ts";
import { officialAccountsSchema } from "../../shared/adapters/weixin/credentials.ts";
import { formerCredentialsIn } from "../../shared/adapters/weixin/former-credentials.ts";
import { createTokenSource } from "../../shared/adapters/weixin/stable-token.ts";
import { createMemoryTokenStore } from "../../shared/official/adapters/memory-token-store.ts";
import { createKeptTokens } from "../../shared/official/application/kept-tokens.ts";
import { createSendRequest } from "../../shared/platform/http/send-request.ts";
import { aSimulator } from "../local/sim/support.ts";
import { recordingObservability } from "./recording-observability.ts";

/** The whole way to WeChat's endpoints over the simulator, where two people follow the account. */
export async function aWeixinPlatform(options: { readonly officialUrl?: string } = {}) {
  const simulator = await aSimulator(options);
  const { sim, clock } = simulator;
  const { appId } = OFFICIAL_ACCOUNT;
  const credentials = async () => officialAccountsSchema.parse(simulatedOfficialAccounts(simulator.url));
  const observability = recordingObservability();
  const call = createCallWeixin({ credentials, request: createSendRequest() });
  const source = createTokenSource({
    call,
    credentials: { of: formerCredentialsIn(credentials), forget: () => undefined },
    now: clock.now,
  });
  const ticking = { now: clock.now, sleep: async () => undefined };
  const tokens = createKeptTokens("access", {
    store: createMemoryTokenStore(),
    source,
    clock: ticking,
    ...observability,
  });
  const callEndpoint = createCallEndpoint({
    call: createAuthorizedCall({ call, tokens }),
    clock: ticking,
    ...observability,
  });
  const acts = (from: string, event?: string) =>
    sim("POST", "messages", { appId, from, ...(event === undefined ? { text: "您好" } : { event }) });
  for (const openid of ["openid-1", "openid-2"]) await acts(openid, "subscribe");
  return {
    ...simulator,
    appId,
    acts,
    observability,
    callEndpoint,
    api: createWeixinApi(contract, callEndpoint),
    /** The next call of a path is answered with an errcode. */
    refuse: (path: string, value: number, times = 1) =>
      sim("POST", "faults", { kind: "errcode", value, msg: "no", times, match: { path } }),
    calls: async (path: string) => (await sim("GET", `calls?path=${path}&limit=1000`)).body.calls,
  };
}
