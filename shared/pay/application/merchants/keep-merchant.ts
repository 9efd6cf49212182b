import type { Clock } from "../../../kernel/application/ports/runtime.ts";
import { AppError } from "../../../kernel/domain/errors.ts";
import type { Merchant } from "../../domain/merchant.ts";
import {
  changedMerchant,
  changedMerchantKeys,
  type MerchantChange,
  privatePemOf,
} from "../../domain/merchant-change.ts";
import type { MerchantKeyRows, Merchants } from "../ports/merchant-store.ts";
import { changeKeys } from "./change-keys.ts";

export type KeepMerchant = (mchId: string, change: MerchantChange) => Promise<Merchant>;

/**
 * Keeps what an operator gives of a merchant. The keys of its notifications are written first; a change that was broken
 * off between the two rows is finished by the same change again. Throws `invalid-input` for what is missing at first,
 * and `conflict` for another revision.
 */
export function createKeepMerchant(deps: {
  readonly merchants: Pick<Merchants, "get" | "signingKeyOf" | "put">;
  readonly merchantKeys: MerchantKeyRows;
  readonly clock: Pick<Clock, "now">;
}): KeepMerchant {
  const { merchants, merchantKeys } = deps;

  /** Undefined: the merchant has no private key then. */
  async function privatePemAfter(mchId: string, { privateKey }: MerchantChange): Promise<string | undefined> {
    if (privateKey === null) return undefined;
    return privateKey ? privatePemOf(privateKey.pem) : (await merchants.signingKeyOf(mchId))?.pem;
  }

  return async (mchId, change) => {
    const kept = await merchants.get(mchId);
    const revision = kept?.revision ?? 0;
    refuseOtherRevision(mchId, kept, change.revision);
    const now = deps.clock.now();
    const privatePem = await privatePemAfter(mchId, change);
    const keys = await changeKeys(merchantKeys, mchId, (present) => {
      const next = changedMerchantKeys(present, change);
      // What is missing is refused before anything is written.
      changedMerchant(mchId, kept?.merchant, next, change, now);
      return next;
    });
    const merchant = changedMerchant(mchId, kept?.merchant, keys, change, now);
    if (!(await merchants.put(merchant, privatePem, revision))) throw changedMeanwhile(mchId);
    return merchant;
  };
}

/** A removed merchant counts as new, whatever its revision is. */
export function refuseOtherRevision(
  mchId: string,
  kept: { readonly revision: number; readonly merchant?: object } | undefined,
  wanted: number | undefined,
): void {
  if (wanted !== undefined && wanted !== (kept?.merchant ? kept.revision : 0)) throw changedMeanwhile(mchId);
}

export function changedMeanwhile(mchId: string): AppError {
  const message = `the merchant '${mchId}' was changed meanwhile: look at it and try again`;
  return new AppError("conflict", message, { details: { mchId } });
}
