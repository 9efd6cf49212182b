import type { EncryptionMode, ReplyMode } from "../../domain/credentials.ts";
import { keysInForce } from "../../domain/credentials.ts";
import { fingerprintOf, type KeptCredential, type KeptKeys } from "../../domain/kept-credentials.ts";
import type { AppCredentialRows, CallbackKeyRows, Kept } from "../ports/credential-rows.ts";

export type Rows = {
  readonly keys: Kept<KeptKeys> | undefined;
  readonly credential: Kept<KeptCredential> | undefined;
};

/** What is kept of an account's credentials, without any secret. Times in epoch ms. */
export type CredentialsOverview = {
  readonly appId: string;
  /** Changes with each change of what is kept. */
  readonly revision: string;
  /** Undefined: no callbacks come in by what is kept here. */
  readonly callbacks?: {
    readonly mode: EncryptionMode;
    readonly replyMode: ReplyMode;
    readonly lanes?: number;
    /** Those that are accepted, the newest first. */
    readonly keys: readonly { readonly fingerprint: string; readonly setAt: number; readonly until?: number }[];
  };
  /** Undefined: the account is not called by what is kept here. */
  readonly calls?:
    | {
        readonly by: "secret";
        readonly fingerprint: string;
        readonly setAt: number;
        readonly status: "verified" | "unverified";
        readonly triedAt: number;
        readonly errcode?: number;
        readonly words?: string;
      }
    | { readonly by: "component"; readonly component: string; readonly setAt: number };
};

export async function readRows(
  { keys, secrets }: { readonly keys: CallbackKeyRows; readonly secrets: AppCredentialRows },
  appId: string,
): Promise<Rows> {
  const [keysRow, credential] = await Promise.all([keys.get(appId), secrets.get(appId)]);
  return { keys: keysRow, credential };
}

export function overviewOf(appId: string, { keys, credential }: Rows, now: number): CredentialsOverview {
  return {
    appId,
    revision: `${keys?.revision ?? 0}.${credential?.revision ?? 0}`,
    ...(keys?.value ? { callbacks: callbacksOf(appId, keys.value, now) } : {}),
    ...(credential?.value ? { calls: callsOf(appId, credential.value) } : {}),
  };
}

function callbacksOf(appId: string, { mode, replyMode, lanes, keys }: KeptKeys, now: number) {
  return {
    mode,
    replyMode,
    ...(lanes === undefined ? {} : { lanes }),
    keys: keysInForce(keys, now).map(({ token, encodingAesKey = "", setAt, until }) => ({
      fingerprint: fingerprintOf(appId, token, encodingAesKey),
      setAt,
      ...(until === undefined ? {} : { until }),
    })),
  };
}

function callsOf(appId: string, kept: KeptCredential): NonNullable<CredentialsOverview["calls"]> {
  const { setAt } = kept;
  if (kept.kind === "component") return { by: "component", component: kept.componentAppId, setAt };
  const { at: triedAt, ...trial } = kept.trial;
  return { by: "secret", fingerprint: fingerprintOf(appId, kept.appSecret), setAt, triedAt, ...trial };
}
