import type { CallbackKeys } from "../../domain/credentials.ts";
import type { CallbackKeysOf } from "../ports/credentials.ts";

/**
 * The keys by which an account's callbacks come that a third-party platform takes: the platform's keys, which all of its
 * accounts share, and how the one account wants to be answered. Undefined for an account that is not given to this
 * platform.
 */
export function createKeysOfComponent(
  keysOf: CallbackKeysOf,
): (componentAppId: string, appId: string) => Promise<CallbackKeys | undefined> {
  return async (componentAppId, appId) => {
    const [account, platform] = await Promise.all([keysOf(appId), keysOf(componentAppId)]);
    if (account?.recipient !== componentAppId || platform?.recipient !== componentAppId) return undefined;
    return { ...account, mode: "safe", keys: platform.keys };
  };
}
