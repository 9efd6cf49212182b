import * as z from "zod";
import { type Key, keyOf, keyPart, number, numberOf, textOf } from "../../platform/dynamodb/attributes.ts";
import { packJson, unpackJson } from "../../platform/dynamodb/packed-json.ts";
import { createTable, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { SessionRows } from "../application/ports/session-rows.ts";
import { signInWays } from "../domain/person.ts";
import { SESSION_LIFE } from "../domain/session.ts";

const personSchema = z.object({
  appId: z.string(),
  openid: z.string(),
  unionid: z.string().exactOptional(),
  way: z.enum(signInWays),
});

const keyOfSession = (id: string) => ({ pk: `web-session#${keyPart(id)}`, sk: "session" });
const keyOfEnd = (appId: string, openid: string) => ({
  pk: `web-sessions-of#${keyPart(appId)}#${keyPart(openid)}`,
  sk: "ended",
});

const keyOfEndOfAll = (appId: string) => ({ pk: `web-sessions-of#${keyPart(appId)}`, sk: "ended" });

/** Rows of ended sessions stay for an hour longer than any session that they end. */
const END_KEPT = SESSION_LIFE + 3_600_000;

/**
 * Rows `web-session#<id>`, `web-sessions-of#<appId>#<openid>` and, for all people of an account, `web-sessions-of#<appId>`
 * of the table `state`.
 */
export function createDynamoSessions(options: TableOptions): SessionRows {
  const table = createTable(options);

  async function end(key: Key, before: number): Promise<void> {
    const item = { ...keyOf(key), before: number(before), expiresAt: number(Math.ceil((before + END_KEPT) / 1000)) };
    await table.put(item, {
      expression: "attribute_not_exists(#pk) OR #before < :earlier",
      values: { ":earlier": number(before) },
    });
  }

  return {
    async put({ id, person, createdAt, expiresAt }) {
      await table.put({
        ...keyOf(keyOfSession(id)),
        id: { S: id },
        person: packJson(person, "a person"),
        createdAt: number(createdAt),
        expiresAt: number(expiresAt / 1000),
      });
    },

    async get(id) {
      const item = await table.get(keyOfSession(id), { consistent: true });
      return (
        item && {
          id: textOf(item, "id"),
          person: unpackJson(item, "person", personSchema),
          createdAt: numberOf(item, "createdAt"),
          expiresAt: numberOf(item, "expiresAt") * 1000,
        }
      );
    },

    async remove(id) {
      await table.remove(keyOfSession(id));
    },

    endBefore: (appId, openid, before) => end(keyOfEnd(appId, openid), before),
    endAllBefore: (appId, before) => end(keyOfEndOfAll(appId), before),

    async endedBefore(appId, openid) {
      const keys = [keyOfEnd(appId, openid), keyOfEndOfAll(appId)];
      const items = await Promise.all(keys.map((key) => table.get(key, { consistent: true })));
      return Math.max(...items.map((item) => (item ? numberOf(item, "before") : 0)));
    },
  };
}
