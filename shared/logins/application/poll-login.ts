import type { MoveAccount } from "../../accounts/application/move-account.ts";
import type { Accounts } from "../../accounts/application/ports/accounts.ts";
import type { Announcements } from "../../accounts/application/ports/announcements.ts";
import type { AccountStates } from "../../accounts/application/ports/states.ts";
import type { AccountTasks } from "../../accounts/application/ports/tasks.ts";
import { createTellAccount } from "../../accounts/application/tell-account.ts";
import type { Account } from "../../accounts/domain/account.ts";
import type { LoginEnd } from "../../accounts/domain/lifecycle.ts";
import { type ReasonCode, reasonOf } from "../../accounts/domain/reason.ts";
import type { AccountTask } from "../../accounts/domain/task.ts";
import type { Events } from "../../kernel/application/ports/events.ts";
import type { Clock, Log, Metrics } from "../../kernel/application/ports/runtime.ts";
import { type Login, type LoginChange, type LoginCheck, POLL_SECONDS } from "../domain/login.ts";
import { callForPerson } from "./links.ts";
import type { LoginGateway, Logins } from "./ports/logins.ts";

export type PollLoginDeps = {
  readonly accounts: Accounts & AccountStates & Announcements;
  readonly logins: Logins;
  readonly loginGateway: Pick<LoginGateway, "check" | "logout">;
  readonly move: MoveAccount;
  readonly tasks: AccountTasks;
  readonly events: Events;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly publicUrl: string;
};

export type PollLogin = (task: Extract<AccountTask, { type: "poll-login" }>) => Promise<void>;

/** A login that is being polled, and its account as it was read before. */
type Polled = { readonly account: Account; readonly login: Login };

/**
 * Asks once how far a login is. The next poll is queued before, so that the chain outlives what this one meets; each
 * number is counted once, so that a message that comes twice does not fork it. After 120 s it asks for the last time.
 */
export function createPollLogin(deps: PollLoginDeps): PollLogin {
  const { accounts, logins, loginGateway, move, tasks, clock, metrics, log } = deps;
  const tell = createTellAccount(deps);

  async function end({ account, login }: Polled, by: LoginEnd, detail = ""): Promise<void> {
    const moved = await move(account, { type: "login-ended", by, detail });
    if (moved) await close(login, by, reasonOf(by, detail));
  }

  async function close(login: Login, result: string, ended: NonNullable<Login["ended"]>): Promise<void> {
    metrics.count("LoginEnded", 1, { result });
    metrics.duration("LoginDuration", clock.now() - login.startedAt);
    await logins.note(login.appId, login.epoch, { ended });
  }

  async function succeed(polled: Polled, wxid: string): Promise<void> {
    const { account, login } = polled;
    const { appId, ingest } = account;
    if (account.wxid !== "" && account.wxid !== wxid) return refuseOther(polled, wxid);
    // Before the move: a crash after it would leave nobody to do this.
    if (ingest === "callback") await tasks.add({ type: "set-callback", appId, attempt: 1 }, 0);
    if (await move(account, { type: "logged-in", wxid })) await close(login, "logged-in", "logged-in");
  }

  /** Somebody else's WeChat would send this account's replies. */
  async function refuseOther(polled: Polled, wxid: string): Promise<void> {
    const { appId } = polled.account;
    let detail = `登记的是 ${polled.account.wxid}，登录的是 ${wxid}`;
    try {
      await loginGateway.logout(appId);
    } catch (error) {
      log.error("another WeChat account logged in, and could not be logged out", error, { appId });
      detail += "；自动退出失败，请在手机上退出";
    }
    await end(polled, "wrong-account", detail);
  }

  /** The login goes on, but a person has to do something for it: told once. */
  async function waitFor({ account, login }: Polled, code: ReasonCode, change: LoginChange, words = ""): Promise<void> {
    const reason = reasonOf(code, words);
    if (account.reason?.message !== reason.message) {
      const { verifyUrl = login.verifyUrl } = change;
      const page = { ...login, ...(verifyUrl === undefined ? {} : { verifyUrl }) };
      const call = callForPerson(deps.publicUrl, page, reason, clock.now());
      const explained = await accounts.explain(account, reason, clock.now(), call);
      if (explained) await tell.now(explained);
    }
    await note(login, change);
  }

  async function note(login: Login, change: LoginChange): Promise<void> {
    const isNews =
      (change.scanned === true && !login.scanned) ||
      (change.verifyUrl !== undefined && change.verifyUrl !== login.verifyUrl) ||
      change.captcha !== undefined ||
      (change.trouble !== undefined && (change.trouble ?? undefined) !== login.trouble);
    if (isNews) await logins.note(login.appId, login.epoch, change);
  }

  async function goOn(polled: Polled, check: Extract<LoginCheck, { status: "waiting" | "scanned" }>): Promise<void> {
    const { account, login } = polled;
    const change: LoginChange = { trouble: null, ...(check.status === "scanned" ? { scanned: true } : {}) };
    const { verifyUrl } = check;
    if (verifyUrl !== undefined) return waitFor(polled, "new-device-check", { ...change, verifyUrl });
    if (login.captcha !== undefined && account.reason?.code === "captcha-needed") {
      await accounts.explain(account, reasonOf(login.method === "qr" ? "login-scan" : "login-tap"), clock.now());
    }
    await note(login, change);
  }

  /** True where the login goes on. */
  async function settle(polled: Polled, check: LoginCheck, isLast: boolean): Promise<boolean> {
    const { login } = polled;
    switch (check.status) {
      case "logged-in":
        await succeed(polled, check.wxid);
        return false;
      case "cancelled":
        await end(polled, "scan-cancelled");
        return false;
      case "expired":
        await end(polled, isLast ? "scan-timeout" : "code-expired");
        return false;
      case "banned":
        await end(polled, "banned", check.words);
        return false;
      case "device-gone":
        await end(polled, "device-gone");
        return false;
      case "refused":
        if (login.trouble === check.words) {
          await end(polled, "login-refused", check.words);
          return false;
        }
        await note(login, { trouble: check.words });
        return true;
      case "captcha":
        await waitFor(polled, "captcha-needed", { trouble: null, scanned: true }, check.words);
        return true;
      case "unanswered":
        await note(login, {
          trouble: check.words,
          ...(login.captcha === undefined ? {} : { captcha: login.captcha }),
        });
        return true;
      case "waiting":
      case "scanned":
        await goOn(polled, check);
        return true;
      default:
        return check satisfies never;
    }
  }

  return async (task) => {
    const { appId, epoch, poll } = task;
    const account = await accounts.get(appId);
    const current = account?.state === "LOGGING_IN" && account.epoch === epoch ? account : undefined;
    const login = current && (await logins.countPoll(appId, epoch, poll));
    if (!current || !login) {
      metrics.count("TaskStale", 1, { task: task.type });
      return;
    }
    await tell.whatIsLeft(current);
    const isLast = clock.now() >= login.expiresAt;
    if (!isLast) await tasks.add({ ...task, poll: poll + 1 }, POLL_SECONDS);
    const check = await loginGateway.check(login);
    const polled = { account: current, login };
    const goesOn = await settle(polled, check, isLast);
    if (goesOn && isLast) await end(polled, "scan-timeout", "words" in check ? check.words : "");
  };
}
