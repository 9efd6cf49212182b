import type { Account } from "../domain/account.ts";
import type { Login } from "../domain/login.ts";
import { type LoginLinks, loginRequired } from "./move-account.ts";
import type { Events } from "./ports/events.ts";
import type { Clock, Log } from "./ports/runtime.ts";

/** The page that shows a login's code to whoever has the link, while the login lasts. */
export function loginPage(publicUrl: string, { appId, key }: Pick<Login, "appId" | "key">): string {
  return `${publicUrl}/login/${appId}/${key}`;
}

/** Calls for a person by `LoginRequired`, with the reason that `account` has. Nothing hangs on its success. */
export async function announceLogin(
  deps: { readonly events: Events; readonly clock: Clock; readonly log: Log; readonly publicUrl: string },
  account: Account,
  login: Login,
): Promise<void> {
  const links: LoginLinks = {
    qrUrl: loginPage(deps.publicUrl, login),
    ...(login.verifyUrl === undefined ? {} : { verifyUrl: login.verifyUrl }),
  };
  try {
    await deps.events.publish([loginRequired(account, links, deps.clock.now())]);
  } catch (error) {
    deps.log.error("a login waits for a person and was not announced", error, { appId: account.appId });
  }
}
