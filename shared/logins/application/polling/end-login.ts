import type { MoveAccount } from "../../../accounts/application/move-account.ts";
import type { AccountTasks } from "../../../accounts/application/ports/tasks.ts";
import type { Account } from "../../../accounts/domain/account.ts";
import type { LoginEnd } from "../../../accounts/domain/lifecycle.ts";
import { reasonOf } from "../../../accounts/domain/reason.ts";
import type { Clock, Log, Metrics } from "../../../kernel/application/ports/runtime.ts";
import type { Login } from "../../domain/login.ts";
import type { LoginGateway } from "../ports/login-gateway.ts";
import type { Logins } from "../ports/logins.ts";

/** A login that is being polled, and its account as it was read before. */
export type PolledLogin = { readonly account: Account; readonly login: Login };

export type EndLoginDeps = {
  readonly logins: Pick<Logins, "note">;
  readonly loginGateway: Pick<LoginGateway, "logout">;
  readonly move: MoveAccount;
  readonly tasks: AccountTasks;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
};

export type EndLogin = {
  /** The phone confirmed, as the WeChat account `wxid`. Any other than the registered one is logged out again. */
  readonly loggedIn: (polled: PolledLogin, wxid: string) => Promise<void>;
  /** It came to nothing; `detail`: the gateway's words. */
  readonly failed: (polled: PolledLogin, by: LoginEnd, detail: string) => Promise<void>;
};

/** Ends a login: the account moves, then the login's row says how it ended. */
export function createEndLogin(deps: EndLoginDeps): EndLogin {
  const { logins, loginGateway, move, tasks, clock, metrics, log } = deps;

  async function close(login: Login, result: string, ended: NonNullable<Login["ended"]>): Promise<void> {
    metrics.count("LoginEnded", 1, { result });
    metrics.duration("LoginDuration", clock.now() - login.startedAt);
    await logins.note(login.appId, login.epoch, { ended });
  }

  const failed: EndLogin["failed"] = async ({ account, login }, by, detail) => {
    const moved = await move(account, { type: "login-ended", by, detail });
    if (moved) await close(login, by, reasonOf(by, detail));
  };

  /** Otherwise another person's WeChat would send this account's replies. */
  async function refuseOther(polled: PolledLogin, wxid: string): Promise<void> {
    const { appId } = polled.account;
    let detail = `登记的是 ${polled.account.wxid}，登录的是 ${wxid}`;
    try {
      await loginGateway.logout(appId);
    } catch (error) {
      log.error("another WeChat account logged in, and could not be logged out", error, { appId });
      detail += "；自动退出失败，请在手机上退出";
    }
    await failed(polled, "wrong-account", detail);
  }

  return {
    failed,
    async loggedIn(polled, wxid) {
      const { account, login } = polled;
      const { appId, ingest } = account;
      if (account.wxid !== "" && account.wxid !== wxid) return refuseOther(polled, wxid);
      // Before the move: after it, a crash would leave the callback unset.
      if (ingest === "callback") await tasks.add({ type: "set-callback", appId, attempt: 1 }, 0);
      if (await move(account, { type: "logged-in", wxid })) await close(login, "logged-in", "logged-in");
    },
  };
}
