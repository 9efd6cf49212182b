import { personalAccount } from "../../../shared/accounts/application/check-account.ts";
import type { Accounts } from "../../../shared/accounts/application/ports/accounts.ts";
import type { WholeContract } from "../../../shared/adapters/wechat-api/whole-contract.ts";
import { AppError } from "../../../shared/kernel/domain/errors.ts";

/** Calls the gateway on behalf of a registered account. */
export type GatewayCalls = <T>(appId: string, call: (contract: WholeContract) => Promise<T>) => Promise<T>;

/**
 * Throws `not-found` for an account that nobody registered, `conflict` for an Official Account. That the gateway does not take the platform's token is told
 * as `unreachable`: `unauthorized` would say that the caller's own token is wrong.
 */
export function createGatewayCalls(deps: {
  readonly accounts: Pick<Accounts, "get">;
  readonly contract: () => Promise<WholeContract>;
}): GatewayCalls {
  return async (appId, call) => {
    await personalAccount(deps.accounts, appId);
    try {
      return await call(await deps.contract());
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "unauthorized") throw error;
      throw new AppError("unreachable", "the gateway does not accept the platform's token; see the gateway's secret", {
        cause: error,
        details: error.details,
      });
    }
  };
}
