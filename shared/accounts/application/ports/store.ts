import type { Accounts } from "./accounts.ts";
import type { Announcements } from "./announcements.ts";
import type { FleetWxids } from "./fleet-wxids.ts";
import type { AccountRegistry } from "./registry.ts";
import type { AccountStates } from "./states.ts";

/** All that is stored of accounts. Use cases name the ports that they need. */
export type AccountStore = Accounts & AccountRegistry & AccountStates & Announcements & FleetWxids;
