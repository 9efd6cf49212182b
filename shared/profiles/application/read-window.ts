import type { Accounts } from "../../accounts/application/ports/accounts.ts";
import { factsOf } from "../../accounts/domain/channel.ts";
import { hasWindows, type WindowState, windowState } from "../../accounts/domain/windows.ts";
import type { Clock } from "../../kernel/application/ports/runtime.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import type { ProfileScope } from "../domain/change.ts";
import type { Profiles } from "./ports/profiles.ts";
import { createReadActed } from "./read-acted.ts";

/**
 * Whether an account may send to a person now: `unknown` where the person has no profile, or where profiles are off.
 * Throws `not-found` for an account that is not registered, `conflict` for one that may send at any time.
 */
export function createReadWindow(deps: {
  readonly accounts: Pick<Accounts, "get">;
  readonly profiles: Pick<Profiles, "get">;
  readonly profileScope: ProfileScope;
  readonly clock: Clock;
}): (appId: string, openid: string) => Promise<WindowState> {
  const readActed = createReadActed(deps);
  return async (appId, openid) => {
    const account = await deps.accounts.get(appId);
    if (!account?.registered) {
      throw new AppError("not-found", `there is no account '${appId}'`, { details: { appId } });
    }
    if (!hasWindows(account.channel)) {
      const message = `'${appId}' is ${factsOf(account.channel).title}, which may send at any time`;
      throw new AppError("conflict", message, { details: { appId } });
    }
    if (deps.profileScope === "off") return { state: "unknown" };
    const [acted] = await readActed([{ appId, wxid: openid }]);
    return windowState(account, acted, deps.clock.now());
  };
}
