import type { Clock, Log } from "../../kernel/application/ports/runtime.ts";
import { AppError, type ErrorCode } from "../../kernel/domain/errors.ts";
import { type Account, newAccount } from "../domain/account.ts";
import { channelOf, channelsByWxid, factsOf } from "../domain/channel.ts";
import type { CheckAccount, CheckedAccount } from "./check-account.ts";
import type { Accounts } from "./ports/accounts.ts";
import type { AccountRegistry } from "./ports/registry.ts";

export type RegisterAccountDeps = {
  readonly accounts: Accounts & AccountRegistry;
  readonly check: CheckAccount;
  readonly clock: Clock;
  readonly log: Log;
};

/**
 * `not-needed`: an Official Account or a mini program has no connection to check. `unreachable`: the gateway gave no answer, for this
 * `reason`; the account waits in IDLE for the next check.
 */
export type RegisteredAccount =
  | CheckedAccount
  | { readonly account: Account; readonly checked: "not-needed" }
  | { readonly account: Account; readonly checked: "unreachable"; readonly reason: string };

/**
 * Registers an account, or takes over an appId that only sent callbacks so far, and asks the gateway at once whether it
 * is online. Throws `conflict` if it is registered already, or an Official Account's or mini program's and registered as a personal one.
 * A gateway that does not answer undoes nothing.
 */
export function createRegisterAccount(
  deps: RegisterAccountDeps,
): (input: Parameters<typeof newAccount>[0]) => Promise<RegisteredAccount> {
  return async (input) => {
    const account = newAccount(input, deps.clock.now());
    await refuseOtherChannel(deps.accounts, account);
    await deps.accounts.register(account);
    if (!channelOf(account).atGateway) return { account, checked: "not-needed" };
    try {
      return await deps.check(account.appId, "operator");
    } catch (error) {
      deps.log.error("a new account could not be checked; it stays IDLE", error, { appId: account.appId });
      return { account: await storedAccount(deps.accounts, account), checked: "unreachable", reason: reasonOf(error) };
    }
  };
}

/** An appId that only sent callbacks so far is registered on a channel that their `wxid` allows. */
async function refuseOtherChannel(accounts: Accounts, { appId, channel }: Account): Promise<void> {
  const known = await accounts.get(appId);
  if (known === undefined || known.registered) return;
  const possible = channelsByWxid(known.wxid);
  if (possible.length === 0 || possible.includes(channel)) return;
  const titles = possible.map((one) => factsOf(one).title).join(" or ");
  const names = possible.map((one) => `"${one}"`).join(" or ");
  const message = `messages of ${titles} came in under '${appId}': register it with "channel": ${names} and "wxid": "${known.wxid}"`;
  throw new AppError("conflict", message, { details: { appId } });
}

/** The account as it is stored: a registration keeps the wxid that callbacks told. */
async function storedAccount(accounts: Accounts, account: Account): Promise<Account> {
  return (await accounts.get(account.appId)) ?? account;
}

/** Errors with the gateway's own words; the others are about the platform's parts. */
const TELLING: ReadonlySet<ErrorCode> = new Set(["unreachable", "refused", "not-found"]);

function reasonOf(error: unknown): string {
  return error instanceof AppError && TELLING.has(error.code) ? error.message : "the check failed on our side";
}
