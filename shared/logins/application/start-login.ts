import { personalAccount } from "../../accounts/application/check-account.ts";
import type { MoveAccount } from "../../accounts/application/move-account.ts";
import type { Accounts } from "../../accounts/application/ports/accounts.ts";
import type { AccountTasks } from "../../accounts/application/ports/tasks.ts";
import type { Account, Device } from "../../accounts/domain/account.ts";
import type { LoginEnd } from "../../accounts/domain/lifecycle.ts";
import { reasonOf } from "../../accounts/domain/reason.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import { isLive, type Login, type LoginCode, type LoginMethod, newLogin, POLL_SECONDS } from "../domain/login.ts";
import { type CodeMethod, createAskForCode } from "./ask-for-code.ts";
import { type CallPersonDeps, createCallPerson } from "./call-person.ts";
import { deviceOf } from "./device-of.ts";
import type { LoginGateway } from "./ports/login-gateway.ts";
import type { Logins } from "./ports/logins.ts";

export type StartLoginDeps = CallPersonDeps & {
  readonly accounts: Accounts;
  readonly logins: Logins;
  readonly loginGateway: LoginGateway;
  readonly move: MoveAccount;
  readonly tasks: AccountTasks;
  /** A key that cannot be guessed, for the link of the login's page. */
  readonly newKey: () => string;
};

export type StartedLogin = { readonly account: Account; readonly login: Login };

/** `auto`: a tap where the account was logged in before, and a code where that is refused or was never possible. */
export type WantedMethod = LoginMethod | "auto";

export type StartLogin = (appId: string, method: WantedMethod, code?: LoginCode) => Promise<StartedLogin>;

/** The gateway is asked for a code, and its answer stored, within this, ms. */
const START_PERIOD = 30_000;

/**
 * Begins a login. The account moves to LOGGING_IN first, so that of many callers one asks the gateway. `code`: one that
 * the caller has got already. A login that is under way is returned as it is, unless another method is wanted. Throws
 * `not-found`, `conflict` (online, an Official Account, no device set, being started) and what the gateway answers; the
 * account then is in the state that follows from that, with its reason.
 */
export function createStartLogin(deps: StartLoginDeps): StartLogin {
  const { accounts, logins, move, tasks, clock, metrics } = deps;
  const askForCode = createAskForCode(deps);
  const callPerson = createCallPerson(deps);

  async function underWay(account: Account, method: WantedMethod): Promise<Login | undefined> {
    if (account.state !== "LOGGING_IN") return undefined;
    const now = clock.now();
    const login = await logins.get(account.appId);
    if (login?.epoch === account.epoch) {
      return isLive(login, now) && (method === "auto" || method === login.method) ? login : undefined;
    }
    if (now - account.stateSince >= START_PERIOD) return undefined;
    throw new AppError("conflict", "a login of this account is just being started; look again in some seconds", {
      retryable: true,
      details: { appId: account.appId },
    });
  }

  async function codeFor(account: Account, device: Device, method: CodeMethod): Promise<LoginCode> {
    try {
      return await askForCode(account.appId, device, method);
    } catch (error) {
      const { by, detail } = endOf(error);
      await move(account, { type: "login-ended", by, detail });
      metrics.count("LoginEnded", 1, { result: by });
      throw error;
    }
  }

  const pollSoon = ({ appId, epoch, polls }: Login): Promise<void> =>
    tasks.add({ type: "poll-login", appId, epoch, poll: polls, ticket: `${polls}.${clock.now()}` }, POLL_SECONDS);

  /** Says how the account is logged in, and calls for the person who does it. */
  const announce = (account: Account, login: Login): Promise<Account> =>
    callPerson(account, login, reasonOf(login.method === "qr" ? "login-scan" : "login-tap"), login.startedAt);

  return async (appId, wanted, given) => {
    const account = await personalAccount(accounts, appId);
    const device = deviceOf(account);
    const running = await underWay(account, wanted);
    if (running) {
      // The polling may have been lost; a poll that is on its way already counts once.
      await pollSoon(running);
      // Before its first poll, the caller that began it may have died without announcing it.
      return { account: running.polls === 0 ? await announce(account, running) : account, login: running };
    }
    const method = wanted !== "auto" ? wanted : account.wxid === "" ? "qr" : "tap-or-qr";
    const begun = await move(account, { type: "login-started", by: method === "qr" ? "login-scan" : "login-tap" });
    if (!begun) throw notStarted(account);
    const code = given ?? (await codeFor(begun, device, method));
    const login = newLogin(begun, device, code, deps.newKey(), clock.now());
    await logins.begin(login);
    const announced = await announce(begun, login);
    await pollSoon(login);
    metrics.count("LoginStarted", 1, { method: login.method });
    return { account: announced, login };
  };
}

function notStarted({ appId, state }: Account): AppError {
  const message =
    state === "ONLINE"
      ? `account '${appId}' is online: log it out first`
      : `account '${appId}' was changed by another caller at the same moment; look again`;
  return new AppError("conflict", message, { details: { appId } });
}

/** How a login ends for which the gateway gave no code. */
function endOf(error: unknown): { by: LoginEnd; detail: string } {
  if (!(error instanceof AppError)) return { by: "login-refused", detail: "" };
  if (error.code === "account-banned") return { by: "banned", detail: error.message };
  if (error.code === "not-found") return { by: "device-gone", detail: "" };
  return { by: "login-refused", detail: error.message };
}
