import { AppError } from "../../kernel/domain/errors.ts";
import type { Account } from "../domain/account.ts";
import { channelOf } from "../domain/channel.ts";
import type { AccountEvent } from "../domain/lifecycle.ts";
import type { MoveAccount } from "./move-account.ts";
import type { Accounts } from "./ports/accounts.ts";
import type { Connection, Connections } from "./ports/connections.ts";

export type CheckAccountDeps = {
  readonly accounts: Accounts;
  readonly connections: Pick<Connections, "checkOnline">;
  readonly move: MoveAccount;
};

/** What a check found, and the account as it stands after it. */
export type CheckedAccount = { readonly account: Account; readonly checked: Connection };

/**
 * Who asked: it becomes the reason where the account turns out to be offline; for an operator that is `check-failed`.
 */
export type CheckedBy = Extract<AccountEvent, { type: "found-offline" }>["by"] | "operator";

export type CheckAccount = (appId: string, by: CheckedBy) => Promise<CheckedAccount>;

/**
 * Asks the gateway whether a registered account is online and moves its state accordingly. Throws what
 * `personalAccount` throws, and what `Connections.checkOnline` throws where the gateway says nothing: the state then
 * stays.
 */
export function createCheckAccount({ accounts, connections, move }: CheckAccountDeps): CheckAccount {
  return async (appId, by) => {
    const account = await personalAccount(accounts, appId);
    const checked = await connections.checkOnline(appId);
    const moved = await move(account, eventOf(checked, by));
    return { account: moved ?? (await registeredAccount(accounts, appId)), checked };
  };
}

/** What the answer to a check means for an account. */
export function eventOf(connection: Connection, by: CheckedBy): AccountEvent {
  switch (connection) {
    case "online":
      return { type: "found-online", by: believedAs(by) };
    case "offline":
      return { type: "found-offline", by: by === "operator" ? "check-failed" : by };
    case "device-gone":
      return { type: "device-gone" };
    case "banned":
      return { type: "banned", detail: "" };
    default:
      return connection satisfies never;
  }
}

function believedAs(by: CheckedBy) {
  if (by === "operator") return by;
  return by === "beat-failed" ? "beat" : "sign";
}

/**
 * An account at the gateway. Throws `not-found` for one that is not registered, `conflict` for one of another channel.
 */
export async function personalAccount(accounts: Pick<Accounts, "get">, appId: string): Promise<Account> {
  const account = await registeredAccount(accounts, appId);
  const { atGateway, title } = channelOf(account);
  if (atGateway) return account;
  throw new AppError(
    "conflict",
    `'${appId}' is ${title}: it has no login, no contacts and no connection to check, all of which is for personal accounts`,
    { details: { appId } },
  );
}

/** Throws `not-found` if the account is not registered. */
export async function registeredAccount(accounts: Pick<Accounts, "get">, appId: string): Promise<Account> {
  const account = await accounts.get(appId);
  if (account?.registered) return account;
  throw new AppError("not-found", `no account is registered under '${appId}'`, { details: { appId } });
}
