import type { CredentialRows } from "../../../official/application/ports/credential-rows.ts";
import type { CertificatesState, Merchant } from "../../domain/merchant.ts";
import type { MerchantKeys } from "../../domain/merchant-keys.ts";

/** A merchant with what is known of its certificates; absent until WeChat Pay was asked for them. */
export type StoredMerchant = Merchant & { readonly certificates?: CertificatesState };

/** Without `merchant` it was removed, and its revision stays. */
export type KeptMerchant = { readonly revision: number; readonly merchant?: StoredMerchant };

/** A merchant's private key (PKCS#8 or PKCS#1, PEM), by the serial of its certificate in upper-case hex. */
export type SigningKey = { readonly serial: string; readonly pem: string };

/** What notifications are opened with, sealed, in partitions of its own: the public callback reads nothing else. */
export type MerchantKeyRows = CredentialRows<MerchantKeys>;

/** Merchants of WeChat Pay in the table `config`, with their private keys sealed. All throw `unavailable`. */
export type Merchants = {
  /** Strongly consistent. Undefined: never kept. */
  get(mchId: string): Promise<KeptMerchant | undefined>;
  /** Some seconds old; removed ones are left out. */
  list(): Promise<readonly StoredMerchant[]>;
  /** Strongly consistent. Undefined where there is no merchant, or it has no private key. */
  signingKeyOf(mchId: string): Promise<SigningKey | undefined>;
  /**
   * Keeps the merchant and its private key (undefined: it has no private key) as the revision that follows `after` (0:
   * never kept); what is known of its certificates stays. False where another revision is kept by now.
   */
  put(merchant: Merchant, privateKey: string | undefined, after: number): Promise<boolean>;
  /** Removes the merchant, as the revision that follows `after`. False where another revision is kept by now. */
  remove(mchId: string, after: number): Promise<boolean>;
  /** Keeps how the certificates of a merchant stand, whatever its revision. False where there is no merchant. */
  noteCertificates(mchId: string, state: CertificatesState): Promise<boolean>;
};
