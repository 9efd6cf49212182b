import type { Clock, Log } from "../../../kernel/application/ports/runtime.ts";
import { AppError } from "../../../kernel/domain/errors.ts";
import { type CertificatesState, PAY_API } from "../../domain/merchant.ts";
import { type KeptCertificate, keptCertificates, type MerchantKeys } from "../../domain/merchant-keys.ts";
import type { MerchantKeyRows, Merchants, SigningKey, StoredMerchant } from "../ports/merchant-store.ts";
import type { PayPlatform } from "../ports/pay-platform.ts";
import { changeKeys } from "./change-keys.ts";

/** How the certificates stand then; undefined for a merchant that has no private key, or is gone. */
export type FetchCertificates = (mchId: string) => Promise<CertificatesState | undefined>;

/**
 * Asks WeChat Pay for a merchant's certificates and keeps them beside the old ones, which stay until they are over.
 * Where WeChat Pay cannot be asked, the ones that are kept stay, and the merchant says what went wrong. Throws
 * `unavailable` where nothing can be read or kept.
 */
export function createFetchCertificates(deps: {
  readonly merchants: Pick<Merchants, "get" | "signingKeyOf" | "noteCertificates">;
  readonly merchantKeys: MerchantKeyRows;
  readonly payPlatform: PayPlatform;
  readonly clock: Pick<Clock, "now">;
  readonly log: Log;
}): FetchCertificates {
  const { merchants, merchantKeys, payPlatform, clock } = deps;

  async function note(mchId: string, state: CertificatesState): Promise<CertificatesState> {
    await merchants.noteCertificates(mchId, state);
    return state;
  }

  async function keep(mchId: string, told: readonly KeptCertificate[]): Promise<CertificatesState> {
    const now = clock.now();
    const keys = await changeKeys(merchantKeys, mchId, (kept) => {
      return kept && { ...kept, certificates: keptCertificates(kept.certificates, told, now) };
    });
    const certificates = (keys?.certificates ?? []).map(({ serial, notBefore, notAfter }) => {
      return { serial, notBefore, notAfter };
    });
    const isBare = certificates.length === 0 && keys?.publicKeys.length === 0;
    const trouble = "WeChat Pay has no certificate for the merchant: set its public key";
    return note(mchId, { triedAt: now, fetchedAt: now, certificates, ...(isBare ? { trouble } : {}) });
  }

  return async (mchId) => {
    const [kept, row, signingKey] = await Promise.all([
      merchants.get(mchId),
      merchantKeys.get(mchId),
      merchants.signingKeyOf(mchId),
    ]);
    if (!kept?.merchant || !row?.value || !signingKey) return undefined;
    const asked = askingMerchant(kept.merchant, row.value, signingKey);
    let told: readonly KeptCertificate[];
    try {
      told = await payPlatform.certificates(asked);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      deps.log.error("certificates of WeChat Pay were not fetched", error, { mchId });
      const last = kept.merchant.certificates ?? { certificates: [] };
      return note(mchId, { ...last, triedAt: clock.now(), trouble: error.message });
    }
    return keep(mchId, told);
  };
}

function askingMerchant({ mchId, apiUrl = PAY_API }: StoredMerchant, keys: MerchantKeys, signingKey: SigningKey) {
  return {
    mchId,
    apiUrl,
    apiV3Key: keys.apiV3Key,
    signingKey,
    verifiers: [
      ...keys.publicKeys.map(({ id, pem }) => ({ serial: id, publicKey: pem })),
      ...keys.certificates.map(({ serial, publicKey, notAfter }) => ({ serial, publicKey, notAfter })),
    ],
  };
}
