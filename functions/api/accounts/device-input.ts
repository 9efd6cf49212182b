import type { Device } from "../../../shared/accounts/domain/account.ts";
import { deviceSchema } from "../../../shared/accounts/domain/account.ts";

const HIDDEN = "***";
const PASSWORD = /(?<=^socks5:\/\/[^/@:]*:).*(?=@[^@]*$)/;

/** A device as operators give it, with the proxy's password. */
export const deviceInput = deviceSchema.refine(({ proxyIp }) => !proxyIp?.includes(`:${HIDDEN}@`), {
  path: ["proxyIp"],
  message: `'${HIDDEN}' only stands for the password that is not shown: give the password itself`,
});

/** A device as operators see it, without the proxy's password. */
export function withoutPassword(device: Device): Device {
  return device.proxyIp === undefined ? device : { ...device, proxyIp: device.proxyIp.replace(PASSWORD, HIDDEN) };
}
