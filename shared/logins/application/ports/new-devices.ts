/**
 * What is known of a new device: `claimed` by this call, so that the caller asks the gateway for it; being asked for by
 * another caller (`making`); or `made`, with its appId.
 */
type NewDevice = { readonly status: "claimed" | "making" } | { readonly status: "made"; readonly appId: string };

/**
 * New devices, by the request that made them, for a day: the same request again gets the same device. A claim holds for
 * a minute, unless it is given up. Times (`now`) in epoch ms.
 */
export type NewDevices = {
  claim(request: string, now: number): Promise<NewDevice>;
  /** The appId that a request has made. */
  find(request: string, now: number): Promise<string | undefined>;
  made(request: string, appId: string, now: number): Promise<void>;
  giveUp(request: string): Promise<void>;
};
