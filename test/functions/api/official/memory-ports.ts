import type { createOfficialPorts } from "../../../../functions/api/official/ports.ts";
import { createMemoryCredentials } from "../../../../shared/official/adapters/memory-credentials.ts";
import { createMemoryTokenStore } from "../../../../shared/official/adapters/memory-token-store.ts";
import { createForgetCredentials } from "../../../../shared/official/application/credentials/forget-credentials.ts";
import type { SecretTrial } from "../../../../shared/official/application/ports/secret-trial.ts";
import type { KeptCredential, KeptKeys } from "../../../../shared/official/domain/kept-credentials.ts";
import { keptTokenOf } from "../../../../shared/official/domain/kept-token.ts";
import { NOON } from "../../../support/builders.ts";

/** The ports of Official Accounts in memory. `tries`: what WeChat says of the next secrets; then it takes them. */
export function memoryOfficialPorts(tries: SecretTrial[] = []) {
  const callbackKeyRows = createMemoryCredentials<KeptKeys>();
  const appCredentialRows = createMemoryCredentials<KeptCredential>();
  return {
    callbackKeyRows,
    appCredentialRows,
    accountCredentials: { forget: createForgetCredentials({ keys: callbackKeyRows, secrets: appCredentialRows }) },
    trySecret: async () => tries.shift() ?? { result: "verified", token: keptTokenOf("access", "token-1", 7200, NOON) },
    accessTokenStore: createMemoryTokenStore(),
  } satisfies ReturnType<typeof createOfficialPorts>;
}
