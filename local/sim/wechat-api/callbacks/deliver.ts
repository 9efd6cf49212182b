import { setTimeout as sleep } from "node:timers/promises";
import type { Vendor } from "../endpoint.ts";
import type { SimAccount } from "../state/accounts.ts";
import type { Delivery } from "./queue.ts";

/** Longer than one attempt may take; what waits behind an undelivered callback is answered after this. */
const DELIVERY_PATIENCE_MS = 5_000;

/** Calls back, or lays the callback's body into the account's outbox. */
export async function deliver(vendor: Vendor, account: SimAccount, body: string): Promise<Delivery | { waits: true }> {
  if (account.ingest === "callback") return patiently(vendor.callbacks.push(account.appId, body));
  vendor.outbox.put(account.appId, body);
  return { waits: true };
}

async function patiently(delivery: Promise<Delivery>): Promise<Delivery> {
  const giveUp = new AbortController();
  const late = sleep(DELIVERY_PATIENCE_MS, { delivered: false, status: 0 }, { signal: giveUp.signal });
  late.catch(() => "the delivery came first");
  try {
    return await Promise.race([delivery, late]);
  } finally {
    giveUp.abort();
  }
}
