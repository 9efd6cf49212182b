import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { createTable, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { LostCause, LostFriends } from "../application/ports/lost-friends.ts";

const keyOf = (appId: string) => ({ pk: `lost-friends#${appId}`, sk: "set" });

/** The set of each cause by its attribute. */
const SETS = { notFriend: "not-friend", blocked: "blocked" } as const satisfies Record<string, LostCause>;

/**
 * Lost friends in the table `state`: one item an account with a set for each cause. It has room for some 15,000 people.
 */
export function createDynamoLostFriends(options: TableOptions): LostFriends {
  const table = createTable(options);
  const one = (wxid: string): Record<string, AttributeValue> => ({ ":one": { SS: [wxid] } });
  return {
    async mark(appId, wxid, cause) {
      const [into, from] = cause === "blocked" ? ["blocked", "notFriend"] : ["notFriend", "blocked"];
      await table.update(keyOf(appId), `ADD #${into} :one DELETE #${from} :one`, one(wxid));
    },

    async clear(appId, wxid) {
      await table.update(keyOf(appId), "DELETE #notFriend :one, #blocked :one", one(wxid));
    },

    async of(appId) {
      const item = await table.joined.get(keyOf(appId));
      return new Map(
        Object.entries(SETS).flatMap(([name, cause]) => (item?.[name]?.SS ?? []).map((wxid) => [wxid, cause] as const)),
      );
    },
  };
}
