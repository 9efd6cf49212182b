import * as z from "zod";
import { type Account, accountSchema, limitsSchema } from "../../../shared/accounts/domain/account.ts";
import type { Settings } from "../../../shared/operators/domain/settings.ts";
import { limitsOf } from "../../../shared/outbound/domain/settings.ts";
import { responseSchema } from "../http/schema-names.ts";
import { withoutPassword } from "./device-input.ts";
import type { AccountPorts } from "./ports.ts";

/** An account as operators see it. */
export const accountView = responseSchema(
  "Account",
  accountSchema.omit({ untold: true }).extend({
    limits: responseSchema("Limits", limitsSchema).optional(),
    /** The limits in force: the account's own, or the defaults by its age. */
    effectiveLimits: limitsSchema,
  }),
);

export const connections = ["online", "offline", "device-gone", "banned"] as const;

export const checkedAccount = responseSchema(
  "CheckedAccount",
  z.object({ account: accountView, checked: z.enum(connections) }),
);

export const exampleAccount = {
  appId: "wx_demo1",
  name: "Shop assistant",
  registered: true,
  channel: "personal" as const,
  wxid: "wxid_shop1",
  state: "ONLINE" as const,
  epoch: 1,
  stateSince: 1_767_225_601_000,
  refusedSends: 0,
  device: { type: "ipad" as const, regionId: "320000" },
  ingest: "callback" as const,
  tags: ["vip"],
  activeSince: 1_735_689_600_000,
  createdAt: 1_767_225_600_000,
  updatedAt: 1_767_225_601_000,
  effectiveLimits: { perSecond: 2, burst: 3, dailyCap: 2000 },
};

/** An account as operators see it now. */
export async function viewOf(
  { settings, clock }: Pick<AccountPorts, "settings" | "clock">,
  account: Account,
): Promise<z.input<typeof accountView>> {
  return view(account, await settings.get(), clock.now());
}

export function view(account: Account, settings: Settings, now: number): z.input<typeof accountView> {
  const { device, untold: _untold, ...rest } = account;
  return {
    ...rest,
    ...(device ? { device: withoutPassword(device) } : {}),
    effectiveLimits: limitsOf(account, settings, now),
  };
}
