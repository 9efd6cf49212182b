import type { LaneRow } from "../constructs/lanes/row.ts";
import { accounts } from "./accounts.ts";
import { ai } from "./ai.ts";
import { alerts } from "./alerts.ts";
import { broadcasts } from "./broadcasts.ts";
import { deadLetters } from "./dead-letters.ts";
import { decisions } from "./decisions.ts";
import { deliveries } from "./deliveries.ts";
import { directory } from "./directory.ts";
import { heartbeats } from "./heartbeats.ts";
import { jssdk } from "./identity/jssdk.ts";
import { miniPrograms } from "./identity/mini-programs.ts";
import { oauth } from "./identity/oauth.ts";
import { inbound } from "./inbound.ts";
import { logins } from "./logins.ts";
import { official } from "./official.ts";
import { operators } from "./operators.ts";
import { outbound } from "./outbound.ts";
import { payMerchants } from "./pay/merchants.ts";
import { payNotifications } from "./pay/notifications.ts";
import { platform } from "./platform.ts";
import { components } from "./platforms/components.ts";
import { polling } from "./polling.ts";

/** Every capability: the stacks make what these name, and nothing else runs. */
export const CAPABILITIES = [
  inbound,
  official,
  components,
  payNotifications,
  oauth,
  payMerchants,
  polling,
  decisions,
  ai,
  deliveries,
  outbound,
  accounts,
  heartbeats,
  directory,
  logins,
  jssdk,
  miniPrograms,
  operators,
  alerts,
  broadcasts,
  platform,
  deadLetters,
] as const;

type LanesOf<Capability> = Capability extends { readonly lanes: infer Rows } ? keyof Rows : never;

export type LaneName = LanesOf<(typeof CAPABILITIES)[number]>;

/** Every lane's row. */
export const LANES: Readonly<Record<LaneName, LaneRow>> = Object.assign({}, ...CAPABILITIES.map(({ lanes }) => lanes));
