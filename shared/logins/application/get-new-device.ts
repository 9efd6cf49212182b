import type { Device } from "../../accounts/domain/account.ts";
import type { Clock } from "../../kernel/application/ports/runtime.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import type { LoginCode } from "../domain/login.ts";
import type { LoginGateway } from "./ports/login-gateway.ts";
import type { NewDevices } from "./ports/new-devices.ts";

export type GetNewDeviceDeps = {
  readonly newDevices: NewDevices;
  readonly loginGateway: Pick<LoginGateway, "code">;
  readonly clock: Clock;
};

/** `code`: to log in with, where the device was made just now. */
export type NewDeviceCode = { readonly appId: string; readonly code?: LoginCode };

/**
 * Gets the device of a request: the gateway makes it once, and the same request again gets the same one. Only where the
 * gateway's answer was lost does it make another, a minute later at the earliest. Throws `conflict` (retryable) while
 * another call asks, and what the gateway answers.
 */
export function createGetNewDevice({
  newDevices,
  loginGateway,
  clock,
}: GetNewDeviceDeps): (request: string, device: Device) => Promise<NewDeviceCode> {
  async function askOnce(request: string, device: Device): Promise<LoginCode> {
    try {
      return await loginGateway.code(undefined, device);
    } catch (error) {
      const isLost = !(error instanceof AppError) || error.code === "outcome-unknown";
      if (!isLost) await newDevices.giveUp(request);
      throw error;
    }
  }

  return async (request, device) => {
    const claim = await newDevices.claim(request, clock.now());
    if (claim.status === "made") return { appId: claim.appId };
    if (claim.status === "making") {
      throw new AppError("conflict", "the gateway is being asked for this device; try again in a minute", {
        retryable: true,
      });
    }
    const code = await askOnce(request, device);
    await newDevices.made(request, code.appId, clock.now());
    return { appId: code.appId, code };
  };
}
