import type { PayNotification } from "../../domain/notification.ts";
import type { PaySignature } from "../../domain/pay-signature.ts";

/**
 * Verifies a notification over its raw body, and decrypts it. Throws `unauthorized` or `forbidden` (the reason in the
 * details, for the log only), and `invalid-input` for what is signed and has not the form it should have.
 */
export type OpenNotification = (mchId: string, signature: PaySignature, body: string) => Promise<PayNotification>;
