import * as z from "zod";
import type { Clock } from "../../../kernel/application/ports/runtime.ts";
import { setLatest } from "../../../kernel/domain/set-latest.ts";
import type { NotificationKeys, NotificationKeysOf, PayVerifier } from "../../../pay/application/ports/merchants.ts";
import type { OpenNotification } from "../../../pay/application/ports/open-notification.ts";
import { decrypt, encryptedSchema } from "../decrypt.ts";
import { readAs } from "../read-as.ts";
import { refusal } from "../refusal.ts";
import { isSignedBy, refuseHeaders, verifierOf } from "../signature.ts";
import { readResource } from "./resource.ts";

/**
 * How long a merchant's keys are not read again for another unknown serial, ms: strangers may name any serial, and
 * WeChat Pay repeats what was refused after 15 s.
 */
const REREAD_AFTER = 10_000;
const MOST_MERCHANTS = 1000;

/** https://pay.weixin.qq.com/docs/merchant/development/interface-rules/certificate-callback-decryption.html */
const envelopeSchema = z.object({
  id: z.string().min(1),
  create_time: z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
  event_type: z.string().min(1),
  resource: encryptedSchema,
});

/**
 * Opens what WeChat Pay posts to merchants. Nothing of the body is read before its signature is checked. Throws the
 * refusals of `refusal.ts`, and `unavailable` where the keys cannot be read. A signature that comes again within its
 * five minutes opens again: who receives it tells by its content that it is the same.
 */
export function createOpenNotification(deps: {
  readonly keysOf: NotificationKeysOf;
  readonly clock: Pick<Clock, "now">;
}): OpenNotification {
  const { keysOf, clock } = deps;
  const rereadAt = new Map<string, number>();

  async function keysFor(mchId: string): Promise<NotificationKeys> {
    const keys = await keysOf.of(mchId);
    if (keys) return keys;
    throw refusal("unknown-merchant", `there are no keys of a merchant '${mchId}'`);
  }

  function mayReread(mchId: string): boolean {
    const now = clock.now();
    if (Math.abs(now - (rereadAt.get(mchId) ?? Number.NEGATIVE_INFINITY)) < REREAD_AFTER) return false;
    setLatest(rereadAt, mchId, now, MOST_MERCHANTS);
    return true;
  }

  type Found = { readonly keys: NotificationKeys; readonly verifier: PayVerifier };

  /** The merchant's keys, and which of them the serial names; read once more for a serial that is not among them. */
  async function findKey(mchId: string, serial: string): Promise<Found> {
    let keys = await keysFor(mchId);
    let verifier = verifierOf(keys.verifiers, serial, clock.now());
    if (!verifier && mayReread(mchId)) {
      keysOf.forget(mchId);
      keys = await keysFor(mchId);
      verifier = verifierOf(keys.verifiers, serial, clock.now());
    }
    if (verifier) return { keys, verifier };
    throw refusal("serial", "the merchant has no certificate and no public key with the serial");
  }

  return async (mchId, signature, body) => {
    refuseHeaders(signature, clock.now());
    const { keys, verifier } = await findKey(mchId, signature.serial);
    if (!isSignedBy(verifier, signature, body)) {
      throw refusal("signature", "the key that the serial names did not make the signature");
    }
    const { id, create_time, event_type, resource } = readAs(envelopeSchema, body, "the body");
    const envelope = { id, createdAt: create_time, mchId, eventType: event_type };
    return readResource(envelope, decrypt(resource, keys.apiV3Key));
  };
}
