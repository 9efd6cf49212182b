import type { PayNotification } from "../../domain/notification.ts";

/** The headers by which WeChat Pay signs, as they came; an absent one is empty. */
export type PaySignature = {
  readonly timestamp: string;
  readonly nonce: string;
  readonly signature: string;
  readonly serial: string;
  readonly signatureType: string;
};

/**
 * Verifies a notification over its raw body, and decrypts it. Throws `unauthorized` or `forbidden` (the reason in the
 * details, for the log only), and `invalid-input` for what is signed and has not the form it should have.
 */
export type OpenNotification = (mchId: string, signature: PaySignature, body: string) => Promise<PayNotification>;
