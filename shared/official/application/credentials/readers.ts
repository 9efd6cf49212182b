import type { Clock, Log, Metrics } from "../../../kernel/application/ports/runtime.ts";
import type { AppCredential, CallbackKeys } from "../../domain/credentials.ts";
import type { AppCredentialRows, CallbackKeyRows } from "../ports/credential-rows.ts";
import type { AppCredentials, CallbackKeysOf } from "../ports/credentials.ts";
import { createKeptByAccount } from "./kept-by-account.ts";

type ReaderDeps = {
  readonly clock: Pick<Clock, "now">;
  readonly metrics: Metrics;
  readonly log: Log;
};

/** `former`: the keys in the one secret of all accounts, asked for accounts that have no row yet. */
export function createCallbackKeys(
  deps: ReaderDeps & { readonly rows: Pick<CallbackKeyRows, "get">; readonly former: CallbackKeysOf },
): CallbackKeysOf {
  const kept = createKeptByAccount<CallbackKeys>({
    clock: deps.clock,
    async read(appId) {
      const row = await deps.rows.get(appId);
      return row ? row.value : deps.former(appId);
    },
    failed: reportTo(deps, "callback keys"),
  });
  return kept.of;
}

/** `former`: the credential in the one secret of all accounts, asked for accounts that have no row yet. */
export function createAppCredentials(
  deps: ReaderDeps & {
    readonly rows: Pick<AppCredentialRows, "get">;
    readonly former: (appId: string) => Promise<AppCredential | undefined>;
  },
): AppCredentials {
  return createKeptByAccount<AppCredential>({
    clock: deps.clock,
    async read(appId) {
      const row = await deps.rows.get(appId);
      return row ? row.value : deps.former(appId);
    },
    failed: reportTo(deps, "app credential"),
  });
}

function reportTo({ metrics, log }: ReaderDeps, what: string) {
  return (error: unknown, appId: string, isInForce: boolean): void => {
    metrics.count("CredentialsNotRefreshed");
    const message = isInForce
      ? "an account's credentials were not refreshed; the last good ones stay in force"
      : "an account's credentials were not read, and there are no earlier ones";
    log.error(message, error, { appId, what });
  };
}
