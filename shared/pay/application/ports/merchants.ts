/** A key that WeChat Pay signs with: of a certificate (serial in hex), or Pay's public key (`PUB_KEY_ID_…`). PEM. */
export type PayVerifier = { readonly serial: string; readonly publicKey: string; readonly notAfter?: number };

/** What notifications of one merchant are opened with. `apiV3Key`: 32 bytes. */
export type NotificationKeys = {
  readonly mchId: string;
  readonly apiV3Key: string;
  readonly verifiers: readonly PayVerifier[];
};

/**
 * The keys of a merchant, kept for a minute by each container; undefined: no such merchant. `forget` before a
 * notification is refused for an unknown serial: the next question reads anew. Throws `unavailable`.
 */
export type NotificationKeysOf = {
  of(mchId: string): Promise<NotificationKeys | undefined>;
  forget(mchId: string): void;
};
