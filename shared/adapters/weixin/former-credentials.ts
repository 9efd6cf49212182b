import type { CallbackKeysOf } from "../../official/application/ports/credentials.ts";
import type { AppCredential } from "../../official/domain/credentials.ts";
import { failure } from "./call-weixin.ts";
import { refusal } from "./callback/refusal.ts";
import type { OfficialAccount, OfficialAccounts } from "./credentials.ts";

type ReadSecret = () => Promise<OfficialAccounts>;

/**
 * The keys of accounts whose credentials are in the one secret of all accounts still. Throws the refusal
 * `misconfigured` for an entry that cannot be used.
 */
export function formerKeysIn(read: ReadSecret): CallbackKeysOf {
  return async (appId) => {
    const { entry, fault } = entryOf(await read(), appId);
    if (fault !== undefined)
      throw refusal("misconfigured", `the secret's entry of '${appId}' cannot be used: ${fault}`);
    if (!entry) return undefined;
    const { token, encodingAesKey, mode, lanes, replyMode = "customer-service" } = entry;
    return {
      mode,
      keys: [{ token, ...(encodingAesKey === undefined ? {} : { encodingAesKey }) }],
      recipient: appId,
      replyMode,
      ...(lanes === undefined ? {} : { lanes }),
    };
  };
}

/** The same for calls. Throws as `CallWeixin` does for an entry that cannot be used. */
export function formerCredentialsIn(read: ReadSecret): (appId: string) => Promise<AppCredential | undefined> {
  return async (appId) => {
    const { entry, fault } = entryOf(await read(), appId);
    if (fault !== undefined) {
      const words = `OfficialAccountsSecret 里公众号 ${appId} 的配置有误：${fault}`;
      throw failure({ path: "OfficialAccountsSecret", appId }, "account-refused", words);
    }
    return entry && { kind: "secret", appSecret: entry.appSecret };
  };
}

function entryOf({ accounts, faults }: OfficialAccounts, appId: string): { entry?: OfficialAccount; fault?: string } {
  const entry = Object.hasOwn(accounts, appId) ? accounts[appId] : undefined;
  const fault = Object.hasOwn(faults, appId) ? faults[appId] : undefined;
  return { ...(entry ? { entry } : {}), ...(fault === undefined ? {} : { fault }) };
}
