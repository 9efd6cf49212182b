import type { Clock, Log } from "../../../kernel/application/ports/runtime.ts";
import type { Lane } from "../../domain/lane.ts";
import type { SendSettings } from "../../domain/settings.ts";
import type { TokenBuckets } from "../ports/outbound.ts";

/** What taking tokens from any bucket needs. */
export type BucketsDeps = {
  /** `bulk` leaves a reserve for replies in each bucket. */
  readonly lane: Lane;
  readonly settings: () => Promise<SendSettings>;
  readonly buckets: TokenBuckets;
  readonly clock: Clock;
  readonly log: Log;
};

/** Wait after trouble of our own (a store that does not answer), seconds. */
export const TROUBLE_DELAY = 5;

/** Gives tokens back; a failure costs these tokens only and is logged. */
export async function logRefund(log: Log, refund: () => Promise<unknown>): Promise<void> {
  try {
    await refund();
  } catch (error) {
    log.error("unused tokens were not given back", error);
  }
}
