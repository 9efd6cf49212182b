import type { DatabaseSync } from "node:sqlite";
import type { LocalClock } from "../../clock.ts";
import { createCallbackQueue } from "./callbacks/queue.ts";
import type { Vendor } from "./endpoint.ts";
import { createAccounts } from "./state/accounts.ts";
import { createGroups } from "./state/groups.ts";
import { createLabels } from "./state/labels.ts";
import { createOutbox } from "./state/outbox.ts";
import { createPeople } from "./state/people.ts";
import { createSettings } from "./state/settings.ts";

export type VendorOptions = {
  db: DatabaseSync;
  clock: Pick<LocalClock, "now">;
  /** Scheme, host and port of the vendor's own server. */
  origin(): string;
  /** Where callbacks go until `setCallback` names another URL. */
  callbackUrl?: string;
  /** Milliseconds before a callback's next attempt, given how many have failed. */
  callbackPause?: (attempts: number) => number;
};

/** The vendor of WechatApi, with everything it keeps in `db`. */
export function createVendor({ db, clock, origin, callbackUrl, callbackPause }: VendorOptions): Vendor {
  const settings = createSettings(db, callbackUrl);
  return {
    clock,
    accounts: createAccounts(db),
    people: createPeople(db),
    groups: createGroups(db),
    labels: createLabels(db),
    callbacks: createCallbackQueue({
      db,
      url: settings.callbackUrl,
      ...(callbackPause === undefined ? {} : { pause: callbackPause }),
    }),
    outbox: createOutbox(db),
    settings,
    origin,
  };
}
