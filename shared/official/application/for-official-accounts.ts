import { registeredAccount } from "../../accounts/application/check-account.ts";
import type { Accounts } from "../../accounts/application/ports/accounts.ts";
import { channelOf } from "../../accounts/domain/channel.ts";
import { AppError } from "../../kernel/domain/errors.ts";

/** Calls of WeChat's API, each for the account that it names first. */
type Calls = Readonly<Record<string, (appId: string, ...rest: never[]) => Promise<unknown>>>;

/**
 * The same calls, for registered accounts at WeChat's open platform only. Before WeChat is asked, each throws
 * `not-found` for an appId that is not registered, and `conflict` for an account at the gateway. An account that WeChat
 * does not accept becomes `refused`, because `unauthorized` would tell the caller that the caller's own token is wrong.
 */
export function forOfficialAccounts<C extends Calls>(accounts: Pick<Accounts, "get">, calls: C): C;
export function forOfficialAccounts(accounts: Pick<Accounts, "get">, calls: Calls): Calls {
  const guarded = Object.entries(calls).map(([name, call]) => [
    name,
    async (appId: string, ...rest: never[]): Promise<unknown> => {
      await officialAccount(accounts, appId);
      try {
        return await call(appId, ...rest);
      } catch (error) {
        throw withoutAccountFault(error);
      }
    },
  ]);
  return Object.fromEntries(guarded);
}

async function officialAccount(accounts: Pick<Accounts, "get">, appId: string): Promise<void> {
  const { atGateway, title } = channelOf(await registeredAccount(accounts, appId));
  if (!atGateway) return;
  const message = `'${appId}' is ${title}: menus, tags, templates, QR codes and followers are for accounts at WeChat's open platform`;
  throw new AppError("conflict", message, { details: { appId } });
}

function withoutAccountFault(error: unknown): unknown {
  if (!(error instanceof AppError) || error.code !== "unauthorized") return error;
  return new AppError("refused", error.message, { cause: error, details: error.details });
}
