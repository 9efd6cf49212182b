import type { AccountStore } from "../../accounts/application/ports/store.ts";
import { channelOf } from "../../accounts/domain/channel.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import { NO_WEB_ACCESS, type WebAccess, withoutExchange } from "../domain/web-access.ts";
import type { KeptWebAccess, WebAccessRows } from "./ports/web-access.ts";

type Deps = { readonly accounts: Pick<AccountStore, "get">; readonly webAccess: WebAccessRows };

/** What operators are shown of an account's web access; `revision` 0: nothing was ever kept, and nothing is allowed. */
export function createShowWebAccess(deps: Deps): (appId: string) => Promise<KeptWebAccess> {
  return async (appId) => {
    await demandAtOpenPlatform(deps.accounts, appId);
    return (await deps.webAccess.get(appId)) ?? { access: NO_WEB_ACCESS, revision: 0 };
  };
}

/**
 * Keeps what pages of an account may ask, whole; it holds everywhere within 5 s. `revision`: the change is made only
 * where this one is kept. The row is read before the account is, so that what is kept of an account that goes meanwhile
 * is removed with it. Throws `invalid-input` where a redirect's page could not exchange its code, `not-found` for an account that is not registered, `conflict` for one outside of
 * WeChat's open platform and for another revision.
 */
export function createKeepWebAccess(
  deps: Deps,
): (appId: string, access: WebAccess, revision?: number) => Promise<KeptWebAccess> {
  return async (appId, access, revision) => {
    demandExchange(access);
    const seen = (await deps.webAccess.get(appId))?.revision ?? 0;
    await demandAtOpenPlatform(deps.accounts, appId);
    const after = revision ?? seen;
    if (after === seen && (await deps.webAccess.put(appId, access, after))) return { access, revision: after + 1 };
    const standing = (await deps.webAccess.get(appId))?.revision ?? 0;
    throw new AppError("conflict", `the web access of '${appId}' stands at revision ${standing}, not ${after}`, {
      details: { appId, revision: standing },
    });
  };
}

function demandExchange(access: WebAccess): void {
  const issues = withoutExchange(access).map((n) => {
    const place = access.redirects[n] ?? "";
    const message = `pages of ${place} exchange a code: "origins" has to have ${new URL(place).origin}`;
    return { path: `redirects.${n}`, message };
  });
  if (issues.length === 0) return;
  const [first] = issues;
  throw new AppError("invalid-input", `${first?.path}: ${first?.message}`, { details: { issues } });
}

/** People sign in at Official Accounts and mini programs. Throws `not-found` and `conflict`. */
export async function demandAtOpenPlatform(accounts: Pick<AccountStore, "get">, appId: string): Promise<void> {
  const account = await accounts.get(appId);
  if (!account?.registered) {
    throw new AppError("not-found", `no account is registered as '${appId}'`, { details: { appId } });
  }
  const { title, atOpenPlatform } = channelOf(account);
  if (atOpenPlatform) return;
  throw new AppError("conflict", `'${appId}' is ${title}: people sign in at Official Accounts and mini programs only`, {
    details: { appId },
  });
}
