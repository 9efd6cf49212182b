import { AppError } from "../../kernel/domain/errors.ts";
import { type EncryptionMode, keysInForce, type ReplyMode } from "./credentials.ts";
import type { KeptKey, KeptKeys } from "./kept-credentials.ts";

/** What an operator changes of an account's callbacks; what is left out stays. `lanes: null` takes the lanes away. */
export type KeysChange = {
  readonly token?: string;
  readonly encodingAesKey?: string;
  readonly mode?: EncryptionMode;
  readonly lanes?: number | null;
  readonly replyMode?: ReplyMode;
  /** Seconds for which the keys that this change replaces, and older ones, are still accepted. */
  readonly keepOldFor?: number;
};

/** WeChat may go on with the old key for a while after a change, and so may callbacks that are on their way, s. */
export const KEEP_OLD_FOR = 600;
export const LONGEST_KEEP_OLD_FOR = 7 * 86_400;

/** So many keys are kept at most, with the newest: each is tried for a callback whose signature does not fit. */
const MOST_KEYS = 4;

/** The keys after a change at `now` (epoch ms). Throws `invalid-input` with what is missing. */
export function changedKeys(appId: string, kept: KeptKeys | undefined, change: KeysChange, now: number): KeptKeys {
  const present = kept && isOwn(appId, kept) ? kept : undefined;
  const mode = change.mode ?? present?.mode;
  const token = change.token ?? present?.keys[0]?.token;
  const encodingAesKey = change.encodingAesKey ?? present?.keys[0]?.encodingAesKey;
  if (mode === undefined) throw missing("mode", "is needed: the account has no keys yet");
  if (token === undefined) throw missing("token", "is needed: the account has no keys yet");
  if (mode !== "plain" && encodingAesKey === undefined) throw missing("encodingAesKey", `is needed in mode '${mode}'`);
  const next = { token, ...(encodingAesKey === undefined ? {} : { encodingAesKey }) };
  return {
    mode,
    recipient: appId,
    keys: [...keysAfter(present?.keys ?? [], next, change.keepOldFor, now)],
    ...answering(kept, change),
  };
}

/** The same for an account whose callbacks come by the keys of a third-party platform. */
export function keysOfComponent(componentAppId: string, kept: KeptKeys | undefined, change: KeysChange): KeptKeys {
  const originalId = kept?.recipient === componentAppId ? kept.originalId : undefined;
  return {
    mode: "safe",
    recipient: componentAppId,
    ...(originalId === undefined ? {} : { originalId }),
    keys: [],
    ...answering(kept, change),
  };
}

/** Whether the account's callbacks come by keys of its own. */
function isOwn(appId: string, { recipient }: KeptKeys): boolean {
  return recipient === appId;
}

function answering(kept: KeptKeys | undefined, change: KeysChange): Pick<KeptKeys, "lanes" | "replyMode"> {
  const lanes = change.lanes === undefined ? kept?.lanes : (change.lanes ?? undefined);
  return {
    replyMode: change.replyMode ?? kept?.replyMode ?? "customer-service",
    ...(lanes === undefined ? {} : { lanes }),
  };
}

/** A key that is given again is no new one; then old ones keep their time, unless the change names another. */
function keysAfter(
  present: readonly KeptKey[],
  next: Pick<KeptKey, "token" | "encodingAesKey">,
  keepOldFor: number | undefined,
  now: number,
): readonly KeptKey[] {
  const [newest] = present;
  const isSame = newest !== undefined && isAlike(newest, next);
  if (isSame && keepOldFor === undefined) return [newest, ...keysInForce(present.slice(1), now)];
  const until = now + (keepOldFor ?? KEEP_OLD_FOR) * 1000;
  const old = present
    .filter((key) => !isAlike(key, next))
    .map((key) => ({ ...key, until: Math.min(until, key.until ?? until) }));
  return [isSame ? newest : { ...next, setAt: now }, ...keysInForce(old, now)].slice(0, MOST_KEYS);
}

function isAlike(a: Pick<KeptKey, "token" | "encodingAesKey">, b: Pick<KeptKey, "token" | "encodingAesKey">): boolean {
  return a.token === b.token && a.encodingAesKey === b.encodingAesKey;
}

function missing(path: string, message: string): AppError {
  return new AppError("invalid-input", `${path}: ${message}`, { details: { issues: [{ path, message }] } });
}
