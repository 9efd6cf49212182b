import type { KeptCertificate } from "../../domain/merchant-keys.ts";
import type { SigningKey } from "./merchant-store.ts";
import type { PayVerifier } from "./merchants.ts";

/** A merchant as WeChat Pay is asked in its name. */
export type AskingMerchant = {
  readonly mchId: string;
  /** The origin of WeChat Pay's API. */
  readonly apiUrl: string;
  readonly apiV3Key: string;
  readonly signingKey: SigningKey;
  /** Those that answers may be signed by, beside the certificates in the answer itself. */
  readonly verifiers: readonly PayVerifier[];
};

/** Calls of WeChat Pay in merchants' names. */
export type PayPlatform = {
  /**
   * The certificates that WeChat Pay signs by for the merchant: in the day before a change the new one beside the old.
   * Empty for a merchant that has Pay's public key only. Throws `unreachable`, `unauthorized` where the private key or
   * its serial is refused, `refused` for other answers, and `forbidden` where the answer is not signed by WeChat Pay, or
   * not encrypted with the merchant's APIv3 key.
   */
  certificates(merchant: AskingMerchant): Promise<readonly KeptCertificate[]>;
};
