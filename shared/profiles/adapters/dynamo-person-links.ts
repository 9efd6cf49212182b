import { expiryAfter, isExpired, keyPart, number, numberOf, text, textOf } from "../../platform/dynamodb/attributes.ts";
import { createTable, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { PersonLinks } from "../application/ports/person-links.ts";

/** Days after the last sign-in for which a link is kept: as long as a profile. */
const KEPT_DAYS = 365;

/** Members of a person that are read at most. */
const MOST = 100;

const keyOfOpenid = (appId: string, openid: string) => ({
  pk: `person-of#${keyPart(appId)}#${keyPart(openid)}`,
  sk: "person",
});
const partitionOf = (unionid: string) => `person#${keyPart(unionid)}`;
const keyOfMember = (unionid: string, appId: string, openid: string) => ({
  pk: partitionOf(unionid),
  sk: `at#${keyPart(appId)}#${keyPart(openid)}`,
});

/** Rows `person-of#<appId>#<openid>` and `person#<unionid>` of the table `journal`. */
export function createDynamoPersonLinks(options: TableOptions): PersonLinks {
  const table = createTable(options);
  return {
    async unionidOf(appId, openid, now) {
      const item = await table.get(keyOfOpenid(appId, openid), { consistent: true });
      return item && !isExpired(item, now) ? textOf(item, "unionid") : undefined;
    },

    async noteUnionid(appId, openid, unionid, now) {
      const written = await table.update(
        keyOfOpenid(appId, openid),
        "SET #unionid = :unionid, #expiresAt = :until",
        { ":unionid": text(unionid), ":until": expiryAfter(KEPT_DAYS, now) },
        { returns: "ALL_OLD" },
      );
      const before = written.done ? written.attributes : undefined;
      return before?.unionid && !isExpired(before, now) ? textOf(before, "unionid") : undefined;
    },

    async noteMember(unionid, appId, openid, now) {
      await table.update(
        keyOfMember(unionid, appId, openid),
        "SET #appId = :appId, #openid = :openid, #lastSeenAt = :now, #expiresAt = :until, #firstSeenAt = if_not_exists(#firstSeenAt, :now)",
        { ":appId": text(appId), ":openid": text(openid), ":now": number(now), ":until": expiryAfter(KEPT_DAYS, now) },
      );
    },

    async members(unionid, now) {
      const { items } = await table.query({
        expression: "#pk = :person",
        values: { ":person": text(partitionOf(unionid)) },
        ConsistentRead: true,
        Limit: MOST,
      });
      return items
        .filter((item) => !isExpired(item, now))
        .map((item) => ({
          appId: textOf(item, "appId"),
          openid: textOf(item, "openid"),
          firstSeenAt: numberOf(item, "firstSeenAt"),
          lastSeenAt: numberOf(item, "lastSeenAt"),
        }));
    },

    async removeUnionid(appId, openid) {
      await table.remove(keyOfOpenid(appId, openid));
    },
    async removeMember(unionid, appId, openid) {
      await table.remove(keyOfMember(unionid, appId, openid));
    },
  };
}
