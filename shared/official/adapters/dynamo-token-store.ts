import { expiryAfter, type Item, keyPart, number, numberOf, text, textOf } from "../../platform/dynamodb/attributes.ts";
import { packJson, unpackJson } from "../../platform/dynamodb/packed-json.ts";
import { createTable, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { TokenStore } from "../application/ports/kept-tokens.ts";
import { keptTokenSchema, type TokenState } from "../domain/kept-token.ts";
import type { TokenKind } from "../domain/token-kinds.ts";

/** How long a row stays, days: longer than the day by which replaced tokens are counted. */
const DAYS = 2;

/** The sort key of a kind's item. Versions that knew no other kind wrote access tokens under this one. */
const itemOf = (kind: TokenKind) => (kind === "access" ? "access-token" : kind);

/**
 * Tokens of a kind in the table `state`. An owner's item has token and lease, so that one condition fences both; its
 * attributes `forced…` count what was replaced.
 */
export function createDynamoTokenStore(kind: TokenKind, options: TableOptions): TokenStore {
  const table = createTable(options);
  const keyOfToken = (owner: string) => ({ pk: `token#${keyPart(owner)}`, sk: itemOf(kind) });

  async function change(owner: string, epoch: number, update: string, values: Item): Promise<boolean> {
    const condition = { expression: "#epoch = :epoch", values: { ":epoch": number(epoch) } };
    return (await table.update(keyOfToken(owner), update, values, { condition })).done;
  }

  return {
    async get(owner) {
      const item = await table.get(keyOfToken(owner), { consistent: true });
      return item && stateOf(item);
    },

    async acquire(owner, until, now) {
      const written = await table.update(
        keyOfToken(owner),
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

    countReplacement: (owner, epoch, { at, day, count }) =>
      change(owner, epoch, "SET #forcedAt = :at, #forcedDay = :day, #forcedCount = :count", {
        ":at": number(at),
        ":day": text(day),
        ":count": number(count),
      }),

    put: (owner, epoch, token) =>
      change(owner, epoch, "SET #token = :token, #leaseUntil = :ended", {
        ":token": packJson(token, "a token"),
        ":ended": number(0),
      }),

    async release(owner, epoch) {
      await change(owner, epoch, "SET #leaseUntil = :ended", { ":ended": number(0) });
    },

    async forget(owner) {
      await table.update(
        keyOfToken(owner),
        "SET #epoch = #epoch + :one, #leaseUntil = :ended REMOVE #token, #forcedAt, #forcedDay, #forcedCount",
        { ":one": number(1), ":ended": number(0) },
        { condition: { expression: "attribute_exists(#pk)", values: {} } },
      );
    },
  };
}

function stateOf(item: Item): TokenState {
  return {
    epoch: numberOf(item, "epoch"),
    ...(item.token ? { token: unpackJson(item, "token", keptTokenSchema) } : {}),
    ...(item.forcedAt
      ? {
          replaced: {
            at: numberOf(item, "forcedAt"),
            day: textOf(item, "forcedDay"),
            count: numberOf(item, "forcedCount"),
          },
        }
      : {}),
  };
}
