import { personalAccount } from "../../accounts/application/check-account.ts";
import type { MoveAccount } from "../../accounts/application/move-account.ts";
import type { Accounts } from "../../accounts/application/ports/accounts.ts";
import type { Announcements } from "../../accounts/application/ports/announcements.ts";
import type { AccountStates } from "../../accounts/application/ports/states.ts";
import type { AccountTasks } from "../../accounts/application/ports/tasks.ts";
import { createTellAccount } from "../../accounts/application/tell-account.ts";
import type { Account, Device } from "../../accounts/domain/account.ts";
import type { LoginEnd } from "../../accounts/domain/lifecycle.ts";
import { reasonOf } from "../../accounts/domain/reason.ts";
import type { Events } from "../../kernel/application/ports/events.ts";
import type { Clock, Log, Metrics } from "../../kernel/application/ports/runtime.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import { isLive, type Login, type LoginCode, type LoginMethod, newLogin, POLL_SECONDS } from "../domain/login.ts";
import { callForPerson } from "./links.ts";
import type { LoginGateway, Logins } from "./ports/logins.ts";

export type StartLoginDeps = {
  readonly accounts: Accounts & AccountStates & Announcements;
  readonly logins: Logins;
  readonly loginGateway: LoginGateway;
  readonly move: MoveAccount;
  readonly tasks: AccountTasks;
  readonly events: Events;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
  /** Something that nobody guesses. */
  readonly newKey: () => string;
  /** Where the platform is reached from outside, without a slash at its end. */
  readonly publicUrl: string;
};

export type StartedLogin = { readonly account: Account; readonly login: Login };

/** `auto`: a tap where the account was logged in before, and a code where that is refused or was never possible. */
export type WantedMethod = LoginMethod | "auto";

export type StartLogin = (appId: string, method: WantedMethod, code?: LoginCode) => Promise<StartedLogin>;

/** The gateway is asked for a code, and its answer stored, within this, ms. */
const START_PERIOD = 30_000;

/** With these the gateway certainly asked nobody for a tap, and a code may do. */
const NO_TAP: ReadonlySet<unknown> = new Set(["refused", "account-offline"]);

/**
 * Begins a login: the account moves to LOGGING_IN first, so that of many callers one asks the gateway. `code`: one that
 * the caller has got already. A login that is under way is returned as it is, unless another method is wanted. Throws
 * `not-found`, `conflict` (online, an Official Account, no device set, being started) and what the gateway answers; the account then is in
 * the state that follows from that, with its reason.
 */
export function createStartLogin(deps: StartLoginDeps): StartLogin {
  const { accounts, logins, loginGateway, move, tasks, clock, metrics } = deps;
  const tell = createTellAccount(deps);

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

  async function ask({ appId }: Account, device: Device, method: "tap" | "qr" | "tap-or-qr"): Promise<LoginCode> {
    if (method === "qr") return loginGateway.code(appId, device);
    try {
      return await loginGateway.tap(appId, device);
    } catch (error) {
      if (method === "tap" || !(error instanceof AppError) || !NO_TAP.has(error.code)) throw error;
      deps.log.info("the phone is not asked for a tap: a code takes its place", { appId, message: error.message });
      return loginGateway.code(appId, device);
    }
  }

  async function codeFor(account: Account, device: Device, method: "tap" | "qr" | "tap-or-qr"): Promise<LoginCode> {
    try {
      const code = await ask(account, device, method);
      if (code.appId === account.appId) return code;
      throw new AppError("refused", `the gateway answered for another device, '${code.appId}'`);
    } catch (error) {
      const { by, detail } = endOf(error);
      await move(account, { type: "login-ended", by, detail });
      metrics.count("LoginEnded", 1, { result: by });
      throw error;
    }
  }

  /** Says how the account is logged in, and calls for the person who does it; the same call again is no second one. */
  async function announce(account: Account, login: Login): Promise<Account> {
    const reason = reasonOf(login.method === "qr" ? "login-scan" : "login-tap");
    const call = callForPerson(deps.publicUrl, login, reason, login.startedAt);
    const explained = await accounts.explain(account, reason, clock.now(), call);
    return explained ? tell.now(explained) : account;
  }

  return async (appId, wanted, given) => {
    const account = await personalAccount(accounts, appId);
    const device = deviceOf(account);
    const running = await underWay(account, wanted);
    if (running) {
      // In case that the polling was lost; a poll that is on its way already counts once.
      await tasks.add({ type: "poll-login", appId, epoch: running.epoch, poll: running.polls }, POLL_SECONDS);
      // Nobody polled it yet: whoever began it may have died before he could say so.
      return { account: running.polls === 0 ? await announce(account, running) : account, login: running };
    }
    const method = wanted !== "auto" ? wanted : account.wxid === "" ? "qr" : "tap-or-qr";
    const by = method === "qr" ? "login-scan" : "login-tap";
    const begun = await move(account, { type: "login-started", by });
    if (!begun) throw notStarted(account);
    const code = given ?? (await codeFor(begun, device, method));
    const login = newLogin(begun, device, code, deps.newKey(), clock.now());
    await logins.begin(login);
    const told = await announce(begun, login);
    await tasks.add({ type: "poll-login", appId, epoch: login.epoch, poll: 0 }, POLL_SECONDS);
    metrics.count("LoginStarted", 1, { method: login.method });
    return { account: told, login };
  };
}

/** The device is what the account logs in as: without it the gateway would be given something that changes later. */
export function deviceOf({ appId, device }: Account): Device {
  if (device) return device;
  throw new AppError(
    "conflict",
    `account '${appId}' has no device: set it once by PATCH /api/accounts/${appId} {"device": {"type": "ipad", "regionId": "320000"}}, with the region that the account was always used in`,
    { details: { appId } },
  );
}

function notStarted({ appId, state }: Account): AppError {
  const message =
    state === "ONLINE"
      ? `account '${appId}' is online: log it out first`
      : `somebody else changed account '${appId}' at the same moment; look again`;
  return new AppError("conflict", message, { details: { appId } });
}

/** How a login ends for which the gateway gave no code. */
function endOf(error: unknown): { by: LoginEnd; detail: string } {
  if (!(error instanceof AppError)) return { by: "login-refused", detail: "" };
  if (error.code === "account-banned") return { by: "banned", detail: error.message };
  if (error.code === "not-found") return { by: "device-gone", detail: "" };
  return { by: "login-refused", detail: error.message };
}
