import { sha256Hex } from "../../kernel/domain/ids.ts";
import { isExpired, number, text } from "../../platform/dynamodb/attributes.ts";
import { packJson, unpackJson } from "../../platform/dynamodb/packed-json.ts";
import { createTable, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { SignInStates } from "../application/ports/sign-in-states.ts";
import { beginningSchema } from "../domain/sign-in.ts";

const keyOf = (state: string) => ({ pk: `oauth-state#${sha256Hex(state)}`, sk: "state" });

/** Sign-ins under way in the table `state`, by the hash of their state; the browser's id is a hash, too. */
export function createDynamoSignInStates(options: TableOptions): SignInStates {
  const table = createTable(options);
  return {
    async put(state, { appId, browser }, beginning, until) {
      const { pk, sk } = keyOf(state);
      await table.put({
        pk: text(pk),
        sk: text(sk),
        appId: text(appId),
        browser: text(sha256Hex(browser)),
        beginning: packJson(beginning, "a sign-in"),
        expiresAt: number(Math.ceil(until / 1000)),
      });
    },

    async take(state, { appId, browser }, now) {
      const own = {
        expression: "#appId = :appId AND #browser = :browser",
        values: { ":appId": text(appId), ":browser": text(sha256Hex(browser)) },
      };
      const removed = await table.remove(keyOf(state), own, "ALL_OLD");
      const item = removed.done ? removed.attributes : undefined;
      return item && !isExpired(item, now) ? unpackJson(item, "beginning", beginningSchema) : undefined;
    },
  };
}
