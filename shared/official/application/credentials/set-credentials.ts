import type { AccountStore } from "../../../accounts/application/ports/store.ts";
import { channelOf } from "../../../accounts/domain/channel.ts";
import type { Clock, Log, Metrics } from "../../../kernel/application/ports/runtime.ts";
import { AppError } from "../../../kernel/domain/errors.ts";
import { changedKeys, type KeysChange, keysOfComponent } from "../../domain/credentials-change.ts";
import type { KeptCredential, KeptKeys, KeptTrial } from "../../domain/kept-credentials.ts";
import type { AppCredentialRows, CallbackKeyRows, CredentialRows } from "../ports/credential-rows.ts";
import type { TrySecret } from "../ports/secret-trial.ts";
import type { KeepTriedToken } from "./keep-tried-token.ts";
import { type CredentialsOverview, overviewOf, type Rows, readRows } from "./overview.ts";

/** What an operator changes; what is left out stays. Never both a secret and a third-party platform. */
export type CredentialsChange = KeysChange & {
  readonly appSecret?: string;
  /** The third-party platform by whose authorization the account is called from now on. */
  readonly component?: string;
  /** The change is made only if this is what is kept, as `GET` shows it. */
  readonly revision?: string;
};

export type SetCredentialsDeps = {
  readonly accounts: Pick<AccountStore, "get">;
  readonly keys: CallbackKeyRows;
  readonly secrets: AppCredentialRows;
  readonly trySecret: TrySecret;
  readonly keepTriedToken: KeepTriedToken;
  readonly clock: Pick<Clock, "now">;
  readonly metrics: Metrics;
  readonly log: Log;
};

export type SetCredentials = (appId: string, change: CredentialsChange) => Promise<CredentialsOverview>;

/**
 * Keeps what an operator gives of an account's credentials. A secret is tried at WeChat before anything is kept. The
 * credential is written before the keys, so that no message is taken that could not be answered; a change that was
 * broken off between the two is finished by the same change again.
 *
 * Throws `not-found`, `conflict` for another channel or revision, `invalid-input` for what is missing, `unprocessable`
 * where WeChat refuses the secret; then all stays as it was.
 */
export function createSetCredentials(deps: SetCredentialsDeps): SetCredentials {
  return async (appId, change) => {
    const rows = await readRows(deps, appId);
    // After the rows: who removes the account gives them another revision, before and after it.
    await demandAccount(deps.accounts, appId);
    refuseOtherRevision(appId, rows, change.revision);
    const now = deps.clock.now();
    const keys = nextKeys(appId, rows, change, now);
    const credential = await nextCredential(deps, appId, rows, change, now);
    const kept = {
      credential: await keep(deps.secrets, appId, rows.credential, credential),
      keys: await keep(deps.keys, appId, rows.keys, keys),
    };
    return overviewOf(appId, kept, now);
  };
}

/** Only accounts at WeChat's open platform have credentials of their own. Throws `not-found` and `conflict`. */
export async function demandAccount(accounts: Pick<AccountStore, "get">, appId: string): Promise<void> {
  const account = await accounts.get(appId);
  if (!account?.registered) {
    throw new AppError("not-found", `no account is registered as '${appId}'`, { details: { appId } });
  }
  const { title, atOpenPlatform } = channelOf(account);
  if (atOpenPlatform) return;
  throw new AppError("conflict", `'${appId}' is ${title}: it has no credentials of its own`, { details: { appId } });
}

export function refuseOtherRevision(appId: string, rows: Rows, wanted: string | undefined): void {
  const { revision } = overviewOf(appId, rows, 0);
  if (wanted === undefined || wanted === revision) return;
  throw changedMeanwhile(appId, `the credentials of '${appId}' stand at revision ${revision}, not ${wanted}`);
}

/** Members that an account of a third-party platform has not. */
const OWN_MEMBERS = ["token", "encodingAesKey", "mode"] as const;
const KEYS_MEMBERS = [...OWN_MEMBERS, "lanes", "replyMode", "keepOldFor"] as const;

/** Undefined: the keys stay as they are. */
function nextKeys(appId: string, { keys }: Rows, change: CredentialsChange, now: number): KeptKeys | undefined {
  if (change.component !== undefined) return keysOfComponent(change.component, keys?.value, change);
  const isNamed = KEYS_MEMBERS.some((member) => change[member] !== undefined);
  if (!isNamed) return undefined;
  const ofComponent = keys?.value !== undefined && keys.value.keys.length === 0;
  const isOwnNow = OWN_MEMBERS.some((member) => change[member] !== undefined);
  return ofComponent && !isOwnNow
    ? keysOfComponent(keys.value?.recipient ?? appId, keys.value, change)
    : changedKeys(appId, keys?.value, change, now);
}

/** Undefined: the credential stays as it is. */
async function nextCredential(
  deps: SetCredentialsDeps,
  appId: string,
  { credential: row }: Rows,
  { appSecret, component }: CredentialsChange,
  now: number,
): Promise<KeptCredential | undefined> {
  const present = row?.value;
  if (component !== undefined) {
    const isSame = present?.kind === "component" && present.componentAppId === component;
    return isSame ? present : { kind: "component", componentAppId: component, setAt: now };
  }
  if (appSecret === undefined) return undefined;
  const trial = await tried(deps, appId, appSecret, now);
  const isSame = present?.kind === "secret" && present.appSecret === appSecret;
  return { kind: "secret", appSecret, setAt: isSame ? present.setAt : now, trial };
}

async function tried(deps: SetCredentialsDeps, appId: string, appSecret: string, at: number): Promise<KeptTrial> {
  const trial = await deps.trySecret(appId, appSecret);
  deps.metrics.count("AppSecretTried", 1, { result: trial.result });
  if (trial.result === "verified") {
    await deps.keepTriedToken(appId, trial.token);
    return { status: "verified", at };
  }
  const { words, errcode } = trial;
  const code = errcode === undefined ? {} : { errcode };
  if (trial.result === "unverified") {
    deps.log.warn("an AppSecret is kept that WeChat did not confirm", { appId, words, ...code });
    return { status: "unverified", at, words, ...code };
  }
  throw new AppError("unprocessable", `微信不接受这个 AppSecret，原有的凭证保持不变：${words}`, {
    details: { appId, ...code },
  });
}

/** Writes a change, and answers the row as it then is. What stays the same is not written. */
async function keep<T>(
  rows: CredentialRows<T>,
  appId: string,
  row: { readonly revision: number; readonly value?: T } | undefined,
  next: T | undefined,
): Promise<{ readonly revision: number; readonly value?: T } | undefined> {
  if (next === undefined || JSON.stringify(next) === JSON.stringify(row?.value)) return row;
  const after = row?.revision ?? 0;
  if (await rows.put(appId, next, after)) return { revision: after + 1, value: next };
  throw changedMeanwhile(appId, `the credentials of '${appId}' were changed meanwhile: look at them and try again`);
}

function changedMeanwhile(appId: string, message: string): AppError {
  return new AppError("conflict", message, { details: { appId } });
}
