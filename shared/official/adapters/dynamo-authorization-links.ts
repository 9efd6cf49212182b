import { sha256Hex } from "../../kernel/domain/ids.ts";
import { isExpired, number, text, textOf } from "../../platform/dynamodb/attributes.ts";
import { createTable, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { AuthorizationLinks } from "../application/ports/authorization-links.ts";

const keyOf = (state: string) => ({ pk: `authorization-link#${sha256Hex(state)}`, sk: "link" });

/** Links in the table `state`, by the hash of their state. */
export function createDynamoAuthorizationLinks(options: TableOptions): AuthorizationLinks {
  const table = createTable(options);
  return {
    async put(state, { componentAppId, redirect }, until) {
      const { pk, sk } = keyOf(state);
      await table.put({
        pk: text(pk),
        sk: text(sk),
        componentAppId: text(componentAppId),
        ...(redirect === undefined ? {} : { redirect: text(redirect) }),
        expiresAt: number(Math.ceil(until / 1000)),
      });
    },
    async take(state, now) {
      const removed = await table.remove(keyOf(state), undefined, "ALL_OLD");
      const item = removed.done ? removed.attributes : undefined;
      if (!item || isExpired(item, now)) return undefined;
      return {
        componentAppId: textOf(item, "componentAppId"),
        ...(item.redirect ? { redirect: textOf(item, "redirect") } : {}),
      };
    },
  };
}
