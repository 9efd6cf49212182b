import { AppError } from "../../kernel/domain/errors.ts";
import { personalAccount } from "./check-account.ts";
import type { Accounts } from "./ports/accounts.ts";

/** Calls of the gateway, each for the account that it names first. */
type Calls = Readonly<Record<string, (appId: string, ...rest: never[]) => Promise<unknown>>>;

/**
 * The same calls, for registered personal accounts only. Before the gateway is asked, each throws `not-found` for an
 * appId that is not registered, and `conflict` for an Official Account. A gateway that does not accept the platform's
 * token becomes `unreachable`, because `unauthorized` would tell the caller that the caller's own token is wrong.
 */
export function forPersonalAccounts<C extends Calls>(accounts: Pick<Accounts, "get">, calls: C): C;
export function forPersonalAccounts(accounts: Pick<Accounts, "get">, calls: Calls): Calls {
  const guarded = Object.entries(calls).map(([name, call]) => [
    name,
    async (appId: string, ...rest: never[]): Promise<unknown> => {
      await personalAccount(accounts, appId);
      try {
        return await call(appId, ...rest);
      } catch (error) {
        throw withoutTokenFault(error);
      }
    },
  ]);
  return Object.fromEntries(guarded);
}

function withoutTokenFault(error: unknown): unknown {
  if (!(error instanceof AppError) || error.code !== "unauthorized") return error;
  return new AppError("unreachable", "the gateway does not accept the platform's token; see the gateway's secret", {
    cause: error,
    details: error.details,
  });
}
