import type { Account, Device } from "../../accounts/domain/account.ts";
import { AppError } from "../../kernel/domain/errors.ts";

/**
 * The device that an account logs in as. Throws `conflict` where it is not set: a device that is made up now would
 * differ from the one that the account was used with, which raises risk control.
 */
export function deviceOf({ appId, device }: Account): Device {
  if (device) return device;
  throw new AppError(
    "conflict",
    `account '${appId}' has no device: set it once by PATCH /api/accounts/${appId} {"device": {"type": "ipad", "regionId": "320000"}}, with the region that the account was always used in`,
    { details: { appId } },
  );
}
