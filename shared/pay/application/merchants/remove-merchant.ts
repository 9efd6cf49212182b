import { AppError } from "../../../kernel/domain/errors.ts";
import type { MerchantKeyRows, Merchants } from "../ports/merchant-store.ts";
import { changedMeanwhile, refuseOtherRevision } from "./keep-merchant.ts";

export type RemoveMerchant = (mchId: string, revision?: number) => Promise<void>;

/**
 * Removes a merchant with its keys, those of its notifications first: they are refused from then on, within a minute. A
 * removal that was broken off is finished by another one. Throws `not-found`, and `conflict` for another revision.
 */
export function createRemoveMerchant(deps: {
  readonly merchants: Pick<Merchants, "get" | "remove">;
  readonly merchantKeys: MerchantKeyRows;
}): RemoveMerchant {
  return async (mchId, wanted) => {
    const [kept, keys] = await Promise.all([deps.merchants.get(mchId), deps.merchantKeys.get(mchId)]);
    if (!kept?.merchant && !keys?.value) throw unknownMerchant(mchId);
    refuseOtherRevision(mchId, kept, wanted);
    if (keys?.value && !(await deps.merchantKeys.put(mchId, undefined, keys.revision))) throw changedMeanwhile(mchId);
    if (kept?.merchant && !(await deps.merchants.remove(mchId, kept.revision))) throw changedMeanwhile(mchId);
  };
}

export function unknownMerchant(mchId: string): AppError {
  return new AppError("not-found", `there is no merchant '${mchId}'`, { details: { mchId } });
}
