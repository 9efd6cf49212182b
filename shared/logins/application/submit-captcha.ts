import { registeredAccount } from "../../accounts/application/check-account.ts";
import type { Accounts } from "../../accounts/application/ports/accounts.ts";
import type { Clock } from "../../kernel/application/ports/runtime.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import { isLive, type Login } from "../domain/login.ts";
import type { Logins } from "./ports/logins.ts";

/**
 * Keeps the number that the phone shows for the next poll of the login. Throws `not-found`, or `conflict` without a
 * login.
 */
export function createSubmitCaptcha(deps: {
  readonly accounts: Accounts;
  readonly logins: Logins;
  readonly clock: Clock;
}): (appId: string, captcha: string) => Promise<Login> {
  return async (appId, captcha) => {
    const account = await registeredAccount(deps.accounts, appId);
    const login = await deps.logins.get(appId);
    const waits = account.state === "LOGGING_IN" && login?.epoch === account.epoch && isLive(login, deps.clock.now());
    const noted = waits ? await deps.logins.note(appId, account.epoch, { captcha }) : undefined;
    if (noted) return noted;
    throw new AppError("conflict", `no login of account '${appId}' is under way`, { details: { appId } });
  };
}
