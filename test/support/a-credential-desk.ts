import { createMemoryAccounts } from "../../shared/accounts/adapters/memory-accounts.ts";
import type { Account } from "../../shared/accounts/domain/account.ts";
import { createMemoryCredentials } from "../../shared/official/adapters/memory-credentials.ts";
import { createMemoryTokenStore } from "../../shared/official/adapters/memory-token-store.ts";
import { createKeepTriedToken } from "../../shared/official/application/credentials/keep-tried-token.ts";
import { createRemoveCredentials } from "../../shared/official/application/credentials/remove-credentials.ts";
import { createSetCredentials } from "../../shared/official/application/credentials/set-credentials.ts";
import type { SecretTrial } from "../../shared/official/application/ports/secret-trial.ts";
import type { KeptCredential, KeptKeys } from "../../shared/official/domain/kept-credentials.ts";
import { keptTokenOf } from "../../shared/official/domain/kept-token.ts";
import { anAccount, NOON } from "./builders.ts";
import { fakeClock } from "./fake-clock.ts";
import { recordingObservability } from "./recording-observability.ts";

export const OFFICIAL_APP = "wx_official";
export const AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
/** What an operator gives when the account is new. */
export const WHOLE = { token: "aToken", encodingAesKey: AES_KEY, mode: "safe", appSecret: "secret-1" } as const;

/** Where an operator sets credentials. `trial.now`: what WeChat says of the next secret. */
export function aCredentialDesk(
  accounts: readonly Account[] = [anAccount({ appId: OFFICIAL_APP, channel: "official" })],
) {
  const clock = fakeClock();
  const observed = recordingObservability();
  const keys = createMemoryCredentials<KeptKeys>();
  const secrets = createMemoryCredentials<KeptCredential>();
  const store = createMemoryTokenStore();
  const tries: string[] = [];
  const trial: { now: SecretTrial } = {
    now: { result: "verified", token: keptTokenOf("access", "token-1", 7200, NOON) },
  };
  const deps = {
    ...observed,
    accounts: createMemoryAccounts(accounts),
    keys,
    secrets,
    clock,
    keepTriedToken: createKeepTriedToken({ store, clock, log: observed.log }),
    async trySecret(_appId: string, appSecret: string) {
      tries.push(appSecret);
      return trial.now;
    },
  };
  return {
    clock,
    observed,
    keys,
    secrets,
    store,
    tries,
    trial,
    deps,
    set: createSetCredentials(deps),
    remove: createRemoveCredentials(deps),
  };
}
