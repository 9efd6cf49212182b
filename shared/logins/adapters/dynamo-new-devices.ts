import { expiryAfter, isExpired, keyPart, number, text } from "../../platform/dynamodb/attributes.ts";
import { createTable, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { NewDevices } from "../application/ports/new-devices.ts";
import { CLAIM_PERIOD } from "../domain/new-device.ts";

const DAYS = 1;

const keyOfDevice = (request: string) => ({ pk: `device#${keyPart(request)}`, sk: "device" });

/** New devices in the table `state`, one item a request; `claimedAt` (epoch ms) decides on claims. */
export function createDynamoNewDevices(options: TableOptions): NewDevices {
  const table = createTable(options);

  const itemOf = (request: string, now: number) => {
    const { pk, sk } = keyOfDevice(request);
    return { pk: text(pk), sk: text(sk), claimedAt: number(now), expiresAt: expiryAfter(DAYS, now) };
  };

  return {
    async claim(request, now) {
      const condition = {
        expression:
          "attribute_not_exists(#pk) OR #expiresAt <= :seconds OR (attribute_not_exists(#appId) AND #claimedAt <= :old)",
        values: { ":seconds": number(Math.floor(now / 1000)), ":old": number(now - CLAIM_PERIOD) },
      };
      const written = await table.put(itemOf(request, now), condition, { signed: true });
      if (written.done) return { status: "claimed" };
      const appId = written.item?.appId?.S;
      return appId === undefined ? { status: "making" } : { status: "made", appId };
    },

    async find(request, now) {
      const item = await table.get(keyOfDevice(request), { consistent: true });
      return item && !isExpired(item, now) ? item.appId?.S : undefined;
    },

    async made(request, appId, now) {
      await table.put({ ...itemOf(request, now), appId: text(appId) });
    },

    async giveUp(request) {
      await table.remove(keyOfDevice(request), { expression: "attribute_not_exists(#appId)" });
    },
  };
}
