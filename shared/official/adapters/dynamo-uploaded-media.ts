import { expiryAfter, keyPart, number, numberOf, text, textOf } from "../../platform/dynamodb/attributes.ts";
import { createTable, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { UploadedMedia } from "../application/ports/uploaded-media.ts";

const keyOfFile = (appId: string, key: string) => ({ pk: `media#${keyPart(appId)}`, sk: keyPart(key) });

/** Uploaded files in the table `state`, one item each. A file serves until `until`; the TTL removes its row later. */
export function createDynamoUploadedMedia(options: TableOptions): UploadedMedia {
  const table = createTable(options);
  return {
    async get(appId, key, now) {
      const item = await table.get(keyOfFile(appId, key), { consistent: false });
      return item && now < numberOf(item, "until") ? textOf(item, "mediaId") : undefined;
    },

    async put(appId, key, mediaId, until) {
      const { pk, sk } = keyOfFile(appId, key);
      await table.put({
        pk: text(pk),
        sk: text(sk),
        mediaId: text(mediaId),
        until: number(until),
        expiresAt: expiryAfter(1, until),
      });
    },
  };
}
