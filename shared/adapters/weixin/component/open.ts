import type { Clock } from "../../../kernel/application/ports/runtime.ts";
import type { CallbackKeysOf } from "../../../official/application/ports/credentials.ts";
import type { CallbackKeys } from "../../../official/domain/credentials.ts";
import { decrypt } from "../callback/decrypt.ts";
import { type Fields, fieldsOf, textIn } from "../callback/fields.ts";
import type { CallbackQuery } from "../callback/open.ts";
import { refusal } from "../callback/refusal.ts";
import { isSigned } from "../callback/signature.ts";

/** How old a signature may be, or how far in the future, ms. */
const WINDOW = 300_000;

/**
 * Opens what WeChat tells a third-party platform: signed with its Token within five minutes, encrypted with its key for
 * its own appId. There is no plain way. Throws refusals. Nonces are not kept: each event may come again without harm.
 */
export function createOpenComponentEvent(deps: {
  readonly keysOf: CallbackKeysOf;
  readonly clock: Pick<Clock, "now">;
}): (componentAppId: string, query: CallbackQuery, body: string) => Promise<Fields> {
  return async (componentAppId, query, body) => {
    const keys = await deps.keysOf(componentAppId);
    if (!keys) throw refusal("unknown-account", `there is no third-party platform '${componentAppId}'`);
    const encrypted = textIn(fieldsOf(body), "Encrypt");
    if (encrypted === "") throw refusal("not-encrypted", "what WeChat tells a third-party platform is encrypted");
    const now = deps.clock.now();
    const encodingAesKey = keyOf(keys, query, encrypted, now);
    refuseOld(query, now);
    return fieldsOf(decrypt(encrypted, encodingAesKey, keys.recipient));
  };
}

/** The key that stands with the Token by which the request is signed. */
function keyOf({ keys }: CallbackKeys, query: CallbackQuery, encrypted: string, now: number): string {
  const { msg_signature = "", timestamp = "", nonce = "" } = query;
  const inForce = keys.filter(({ until = Number.POSITIVE_INFINITY }) => now < until);
  const signer = inForce.find(({ token }) => isSigned(msg_signature, [token, timestamp, nonce, encrypted]));
  if (!signer) throw refusal("signature", "the signature is not one that is made with the platform's Token");
  if (signer.encodingAesKey === undefined) throw refusal("misconfigured", "the platform has no EncodingAESKey");
  return signer.encodingAesKey;
}

function refuseOld({ timestamp = "" }: CallbackQuery, now: number): void {
  const signedAt = /^\d{1,11}$/.test(timestamp) ? Number(timestamp) * 1000 : Number.NaN;
  if (Math.abs(now - signedAt) <= WINDOW) return;
  throw refusal("timestamp", "the signature is more than five minutes old, or from the future");
}
