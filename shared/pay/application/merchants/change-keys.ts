import { AppError } from "../../../kernel/domain/errors.ts";
import type { MerchantKeys } from "../../domain/merchant-keys.ts";
import type { MerchantKeyRows } from "../ports/merchant-store.ts";

/** An operator and the worker that keeps certificates may write at once. */
const MOST_TRIES = 5;

/**
 * Writes what `change` makes of a merchant's keys, over whatever others write meanwhile, and gives what is kept then.
 * What `change` gives back as it was, and undefined, is not written. Throws `conflict` after five tries.
 */
export async function changeKeys<T extends MerchantKeys | undefined>(
  rows: MerchantKeyRows,
  mchId: string,
  change: (kept: MerchantKeys | undefined) => T,
): Promise<T> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const row = await rows.get(mchId);
    const next = change(row?.value);
    if (next === undefined || isSame(next, row?.value)) return next;
    if (await rows.put(mchId, next, row?.revision ?? 0)) return next;
  }
  throw new AppError("conflict", `the keys of the merchant '${mchId}' are being changed: try again`, {
    details: { mchId },
  });
}

function isSame(one: MerchantKeys, other: MerchantKeys | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
