import { expiryAfter, type Item, keyPart, number, numberOf, text, textOf } from "../../platform/dynamodb/attributes.ts";
import { packJson, unpackJson } from "../../platform/dynamodb/packed-json.ts";
import { createTable, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { TokenStore } from "../application/ports/access-tokens.ts";
import { accessTokenSchema, type TokenState } from "../domain/access-token.ts";

/** How long a row stays, days: longer than the day by which forced tokens are counted. */
const DAYS = 2;

const keyOfToken = (appId: string) => ({ pk: `token#${keyPart(appId)}`, sk: "access-token" });

/** Access tokens in the table `state`, one item an account with token and lease, so that one condition fences both. */
export function createDynamoTokenStore(options: TableOptions): TokenStore {
  const table = createTable(options);

  async function change(appId: string, epoch: number, update: string, values: Item): Promise<boolean> {
    const condition = { expression: "#epoch = :epoch", values: { ":epoch": number(epoch) } };
    return (await table.update(keyOfToken(appId), update, values, { condition })).done;
  }

  return {
    async get(appId) {
      const item = await table.get(keyOfToken(appId), { consistent: true });
      return item && stateOf(item);
    },

    async acquire(appId, until, now) {
      const written = await table.update(
        keyOfToken(appId),
        "SET #leaseUntil = :until, #epoch = if_not_exists(#epoch, :none) + :one, #expiresAt = :expiresAt",
        { ":until": number(until), ":none": number(0), ":one": number(1), ":expiresAt": expiryAfter(DAYS, until) },
        {
          condition: {
            expression: "attribute_not_exists(#pk) OR #leaseUntil <= :now",
            values: { ":now": number(now) },
          },
          returns: "ALL_NEW",
          signed: true,
        },
      );
      return written.done && written.attributes ? stateOf(written.attributes) : undefined;
    },

    countForce: (appId, epoch, { at, day, count }) =>
      change(appId, epoch, "SET #forcedAt = :at, #forcedDay = :day, #forcedCount = :count", {
        ":at": number(at),
        ":day": text(day),
        ":count": number(count),
      }),

    put: (appId, epoch, token) =>
      change(appId, epoch, "SET #token = :token, #leaseUntil = :ended", {
        ":token": packJson(token, "access token"),
        ":ended": number(0),
      }),

    async release(appId, epoch) {
      await change(appId, epoch, "SET #leaseUntil = :ended", { ":ended": number(0) });
    },
  };
}

function stateOf(item: Item): TokenState {
  return {
    epoch: numberOf(item, "epoch"),
    ...(item.token ? { token: unpackJson(item, "token", accessTokenSchema) } : {}),
    ...(item.forcedAt
      ? {
          forced: {
            at: numberOf(item, "forcedAt"),
            day: textOf(item, "forcedDay"),
            count: numberOf(item, "forcedCount"),
          },
        }
      : {}),
  };
}
