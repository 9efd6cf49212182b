import { keyPart, text, textOf } from "../../platform/dynamodb/attributes.ts";
import { createTable, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { PollCursors } from "../application/ports/polling.ts";

const keyOfCursor = (appId: string) => ({ pk: `poll#${keyPart(appId)}`, sk: "cursor" });

/**
 * Poll cursors in the table `state`, one item an account. Without TTL: a lost one would have the gateway begin anew.
 */
export function createDynamoPollCursors(options: TableOptions): PollCursors {
  const table = createTable(options);
  return {
    async get(appId) {
      const item = await table.get(keyOfCursor(appId), { consistent: true });
      return item && textOf(item, "cursor");
    },

    /** Finding `to` already there is a success: an earlier try whose answer was lost. */
    async move(appId, from, to) {
      const unmoved = from === undefined ? "attribute_not_exists(#cursor)" : "#cursor = :from";
      const written = await table.update(
        keyOfCursor(appId),
        "SET #cursor = :to",
        { ":to": text(to) },
        {
          condition: {
            expression: `${unmoved} OR #cursor = :to`,
            ...(from === undefined ? {} : { values: { ":from": text(from) } }),
          },
        },
      );
      return written.done;
    },
  };
}
