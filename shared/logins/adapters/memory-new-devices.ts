import type { NewDevices } from "../application/ports/new-devices.ts";
import { CLAIM_PERIOD } from "../domain/new-device.ts";

/** New devices in memory. */
export function createMemoryNewDevices(): NewDevices {
  const devices = new Map<string, { claimedAt: number; appId?: string }>();
  return {
    async claim(request, now) {
      const device = devices.get(request);
      if (device?.appId !== undefined) return { status: "made", appId: device.appId };
      if (device && now - device.claimedAt < CLAIM_PERIOD) return { status: "making" };
      devices.set(request, { claimedAt: now });
      return { status: "claimed" };
    },
    async find(request) {
      return devices.get(request)?.appId;
    },
    async made(request, appId, now) {
      devices.set(request, { claimedAt: now, appId });
    },
    async giveUp(request) {
      if (devices.get(request)?.appId === undefined) devices.delete(request);
    },
  };
}
