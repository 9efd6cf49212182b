/** A caller that asks the gateway for a new device has this long, ms, until another may ask under the same request. */
export const CLAIM_PERIOD = 60_000;

/** The request under which an account's device is replaced: the same again gets the same new device. */
export function replacementOf(appId: string): string {
  return `replace:${appId}`;
}

/** The request under which an account gets its first device: by the caller's own id, or by the account's name. */
export function firstDeviceOf(input: { readonly name: string; readonly requestId?: string }): string {
  return input.requestId === undefined ? `name:${input.name}` : `request:${input.requestId}`;
}
