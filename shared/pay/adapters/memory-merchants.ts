import type { KeptMerchant, Merchants } from "../application/ports/merchant-store.ts";

type Row = { readonly kept: KeptMerchant; readonly privateKey?: string };

/** Merchants in memory. */
export function createMemoryMerchants(): Merchants {
  const rows = new Map<string, Row>();
  const revisionOf = (mchId: string) => rows.get(mchId)?.kept.revision ?? 0;
  return {
    get: async (mchId) => rows.get(mchId)?.kept,
    list: async () => [...rows.values()].flatMap(({ kept: { merchant } }) => (merchant ? [merchant] : [])),
    async signingKeyOf(mchId) {
      const row = rows.get(mchId);
      const serial = row?.kept.merchant?.privateKey?.serial;
      return serial === undefined || row?.privateKey === undefined ? undefined : { serial, pem: row.privateKey };
    },
    async put(merchant, privateKey, after) {
      if (revisionOf(merchant.mchId) !== after) return false;
      const certificates = rows.get(merchant.mchId)?.kept.merchant?.certificates;
      rows.set(merchant.mchId, {
        kept: { revision: after + 1, merchant: { ...merchant, ...(certificates ? { certificates } : {}) } },
        ...(privateKey === undefined ? {} : { privateKey }),
      });
      return true;
    },
    async remove(mchId, after) {
      if (revisionOf(mchId) !== after) return false;
      rows.set(mchId, { kept: { revision: after + 1 } });
      return true;
    },
    async noteCertificates(mchId, certificates) {
      const row = rows.get(mchId);
      if (!row?.kept.merchant) return false;
      rows.set(mchId, { ...row, kept: { ...row.kept, merchant: { ...row.kept.merchant, certificates } } });
      return true;
    },
  };
}
