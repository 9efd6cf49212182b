import type { Accounts } from "../../../accounts/application/ports/accounts.ts";
import type { Channel } from "../../../accounts/domain/channel.ts";
import { cached } from "../../../kernel/application/cached.ts";
import type { Clock } from "../../../kernel/application/ports/runtime.ts";

/** How long a container trusts what it read of an account, ms. */
const MAX_AGE = 5000;

/** People log in by `wx.login` within mini programs alone. */
const HAS_LOGINS: Readonly<Record<Channel, boolean>> = { personal: false, official: false, "mini-program": true };

/**
 * Whether an account is a mini program of the fleet. WeChat refuses the AppID of any other in a login, as it refuses a
 * wrong AppSecret: strangers could have an Official Account's credential thought wrong. Throws `unavailable`.
 */
export type IsMiniProgram = (appId: string) => Promise<boolean>;

export function createIsMiniProgram(deps: {
  readonly accounts: Pick<Accounts, "get">;
  readonly clock: Clock;
}): IsMiniProgram {
  return cached(deps.clock, MAX_AGE, async (appId) => {
    const account = await deps.accounts.get(appId);
    return account?.registered ? HAS_LOGINS[account.channel] : false;
  }).get;
}
