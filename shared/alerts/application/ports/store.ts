import type { AccountTroubles } from "./account-troubles.ts";
import type { Alerts } from "./alerts.ts";
import type { FlushPlans } from "./flush-plans.ts";

/** All that is stored of alerts. Use cases name the ports that they need. */
export type AlertStore = Alerts & FlushPlans & AccountTroubles;
