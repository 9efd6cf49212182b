import type { Sealer } from "../../kernel/application/ports/sealer.ts";
import { assign } from "../../platform/dynamodb/assignment.ts";
import { keyPart, number, numberOf } from "../../platform/dynamodb/attributes.ts";
import { packSealed, unpackSealed } from "../../platform/dynamodb/sealed-text.ts";
import { createTable, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { MiniKeys } from "../application/ports/mini-keys.ts";
import { MINI_KEY_LIFE } from "../domain/mini/key-life.ts";

const keyOf = (appId: string, openid: string) => ({
  pk: `mini-key#${keyPart(appId)}#${keyPart(openid)}`,
  sk: "mini-key",
});

/** A key opens in its person's row and for its login only. */
const placeOf = (appId: string, openid: string, at: number) => `${keyOf(appId, openid).pk}/${at}`;

/** Rows `mini-key#<appId>#<openid>` of the table `state`; the TTL removes them. */
export function createDynamoMiniKeys({ sealer, ...options }: TableOptions & { readonly sealer: Sealer }): MiniKeys {
  const table = createTable(options);
  return {
    async put(appId, openid, { sessionKey, at }) {
      const sealed = await sealer.seal("web-grants", placeOf(appId, openid, at), sessionKey);
      const { expression, placeholders } = assign({
        sessionKey: packSealed(sealed),
        at: number(at),
        expiresAt: number(Math.ceil((at + MINI_KEY_LIFE) / 1000)),
      });
      const written = await table.update(keyOf(appId, openid), `SET ${expression}`, placeholders, {
        condition: { expression: "attribute_not_exists(#pk) OR #at <= :at" },
        signed: true,
      });
      return written.done;
    },

    async open(appId, openid, now) {
      const item = await table.get(keyOf(appId, openid), { consistent: true });
      if (!item) return undefined;
      const at = numberOf(item, "at");
      if (now >= at + MINI_KEY_LIFE) return undefined;
      return sealer.open("web-grants", placeOf(appId, openid, at), unpackSealed(item, "sessionKey"));
    },

    async forget(appId, openid) {
      await table.remove(keyOf(appId, openid));
    },
  };
}
