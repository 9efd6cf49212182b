import { sha256Hex } from "../../kernel/domain/ids.ts";
import { isExpired, keyOf, number, text, textOf } from "../../platform/dynamodb/attributes.ts";
import { createTable, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { SessionCodes } from "../application/ports/session-codes.ts";

const keyOfCode = (code: string) => ({ pk: `session-code#${sha256Hex(code)}`, sk: "code" });

/** Codes in the table `state`, by their hashes. */
export function createDynamoSessionCodes(options: TableOptions): SessionCodes {
  const table = createTable(options);
  return {
    async put(code, { appId, origin, sessionId }, until) {
      await table.put({
        ...keyOf(keyOfCode(code)),
        appId: text(appId),
        origin: text(origin),
        sessionId: text(sessionId),
        expiresAt: number(Math.floor(until / 1000)),
      });
    },
    async take(code, now) {
      const removed = await table.remove(keyOfCode(code), undefined, "ALL_OLD");
      const item = removed.done ? removed.attributes : undefined;
      if (!item || isExpired(item, now)) return undefined;
      return { appId: textOf(item, "appId"), origin: textOf(item, "origin"), sessionId: textOf(item, "sessionId") };
    },
  };
}
