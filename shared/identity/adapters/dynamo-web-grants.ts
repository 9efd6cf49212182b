import type { Sealer } from "../../kernel/application/ports/sealer.ts";
import {
  type Item,
  isExpired,
  type Key,
  keyPart,
  malformed,
  number,
  numberOf,
} from "../../platform/dynamodb/attributes.ts";
import { packSealed, unpackSealed } from "../../platform/dynamodb/sealed-text.ts";
import { createTable, type Table, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { KeptGrant, WebGrants } from "../application/ports/web-grants.ts";
import { type WebGrant, webGrantSchema } from "../domain/web-grant.ts";

const keyOf = (appId: string, openid: string) => ({
  pk: `web-grant#${keyPart(appId)}#${keyPart(openid)}`,
  sk: "grant",
});

const expiryOf = ({ until }: WebGrant) => number(Math.ceil(until / 1000));

/**
 * Grants in the table `state`, one item for each account and person, which has grant and lease, so that one condition
 * fences both. The grant is sealed for its row: under another person's key it does not open.
 */
export function createDynamoWebGrants({ sealer, ...options }: TableOptions & { readonly sealer: Sealer }): WebGrants {
  const table = createTable(options);
  const { sealed, keptOf } = sealing(sealer);

  return {
    async put(appId, openid, grant) {
      await table.update(
        keyOf(appId, openid),
        "SET #grant = :grant, #until = :until, #leaseUntil = :free, #epoch = if_not_exists(#epoch, :until) + :one, #expiresAt = :expiresAt REMOVE #deadSince",
        {
          ":grant": await sealed(appId, openid, grant),
          ":free": number(0),
          // A time, so that a holder's epoch of a grant that was removed is never one of this one's.
          ":until": number(grant.until),
          ":one": number(1),
          ":expiresAt": expiryOf(grant),
        },
        { condition: { expression: "attribute_not_exists(#until) OR #until <= :until" } },
      );
    },

    async get(appId, openid, now) {
      const item = await table.get(keyOf(appId, openid), { consistent: true });
      return item && !isExpired(item, now) ? keptOf(appId, openid, item) : undefined;
    },

    async acquire(appId, openid, until, now) {
      const written = await table.update(
        keyOf(appId, openid),
        "SET #leaseUntil = :until, #epoch = #epoch + :one",
        { ":until": number(until), ":one": number(1) },
        {
          condition: {
            expression: "attribute_exists(#pk) AND #leaseUntil <= :now",
            values: { ":now": number(now) },
          },
          returns: "ALL_NEW",
          signed: true,
        },
      );
      const item = written.done ? written.attributes : undefined;
      return item && !isExpired(item, now) ? keptOf(appId, openid, item) : undefined;
    },

    async forget(appId, openid) {
      await table.remove(keyOf(appId, openid));
    },

    ...holderWrites(table, sealed),
  };
}

/** What the holder of a lease writes, as long as its epoch lasts. */
function holderWrites(
  table: Table,
  sealed: ReturnType<typeof sealing>["sealed"],
): Pick<WebGrants, "renew" | "kill" | "remove" | "release"> {
  const isHolder = (epoch: number) => ({ expression: "#epoch = :epoch", values: { ":epoch": number(epoch) } });

  async function asHolder(key: Key, epoch: number, update: string, values: Item): Promise<boolean> {
    return (await table.update(key, update, values, { condition: isHolder(epoch) })).done;
  }

  return {
    renew: async (appId, openid, epoch, grant) =>
      asHolder(
        keyOf(appId, openid),
        epoch,
        "SET #grant = :grant, #until = :until, #leaseUntil = :free, #expiresAt = :expiresAt",
        {
          ":grant": await sealed(appId, openid, grant),
          ":until": number(grant.until),
          ":free": number(0),
          ":expiresAt": expiryOf(grant),
        },
      ),

    kill: (appId, openid, epoch, now) =>
      asHolder(keyOf(appId, openid), epoch, "SET #deadSince = :now REMOVE #grant", { ":now": number(now) }),

    remove: async (appId, openid, epoch) => (await table.remove(keyOf(appId, openid), isHolder(epoch))).done,

    async release(appId, openid, epoch) {
      await asHolder(keyOf(appId, openid), epoch, "SET #leaseUntil = :free", { ":free": number(0) });
    },
  };
}

function sealing(sealer: Sealer) {
  const placeOf = (appId: string, openid: string) => keyOf(appId, openid).pk;
  return {
    async sealed(appId: string, openid: string, grant: WebGrant) {
      return packSealed(await sealer.seal("web-grants", placeOf(appId, openid), JSON.stringify(grant)));
    },
    async keptOf(appId: string, openid: string, item: Item): Promise<KeptGrant> {
      const epoch = numberOf(item, "epoch");
      if (item.deadSince) return { epoch, deadSince: numberOf(item, "deadSince") };
      const opened = await sealer.open("web-grants", placeOf(appId, openid), unpackSealed(item, "grant"));
      const grant = webGrantSchema.safeParse(JSON.parse(opened));
      if (!grant.success) throw malformed(item, "grant");
      return { epoch, grant: grant.data };
    },
  };
}
