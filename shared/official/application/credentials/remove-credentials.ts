import type { AccountStore } from "../../../accounts/application/ports/store.ts";
import { AppError } from "../../../kernel/domain/errors.ts";
import type { AppCredentialRows, CallbackKeyRows, CredentialRows, Kept } from "../ports/credential-rows.ts";
import { readRows } from "./overview.ts";
import { demandAccount, refuseOtherRevision } from "./set-credentials.ts";

export type RemoveCredentials = (appId: string, revision?: string) => Promise<void>;

/**
 * Removes an account's credentials: the keys first, so that no message comes in that could not be answered. An entry
 * of the account in the one secret is not used again. Throws `conflict` where they were changed meanwhile, and
 * `not-found` where there is neither an account nor anything of it.
 */
export function createRemoveCredentials(deps: {
  readonly accounts: Pick<AccountStore, "get">;
  readonly keys: CallbackKeyRows;
  readonly secrets: AppCredentialRows;
}): RemoveCredentials {
  return async (appId, revision) => {
    const rows = await readRows(deps, appId);
    // What an account left behind is removed also after the account.
    if (!rows.keys && !rows.credential) await demandAccount(deps.accounts, appId);
    refuseOtherRevision(appId, rows, revision);
    await remove(deps.keys, appId, rows.keys);
    await remove(deps.secrets, appId, rows.credential);
  };
}

async function remove<T>(rows: CredentialRows<T>, appId: string, row: Kept<T> | undefined): Promise<void> {
  const isGone = row !== undefined && row.value === undefined;
  if (isGone || (await rows.put(appId, undefined, row?.revision ?? 0))) return;
  const message = `the credentials of '${appId}' were changed meanwhile: look at them and try again`;
  throw new AppError("conflict", message, { details: { appId } });
}
