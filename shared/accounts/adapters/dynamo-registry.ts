import { AppError } from "../../kernel/domain/errors.ts";
import { assign } from "../../platform/dynamodb/assignment.ts";
import { flag, number, text } from "../../platform/dynamodb/attributes.ts";
import type { Condition } from "../../platform/dynamodb/expressions.ts";
import { packJson } from "../../platform/dynamodb/packed-json.ts";
import { createTable, NEVER_STORED, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { AccountRegistry } from "../application/ports/registry.ts";
import { type Account, newAccount } from "../domain/account.ts";
import { noteWxidChange } from "./dynamo-fleet-wxids.ts";
import { accountKey, accountOf, attributesOf } from "./dynamo-item.ts";

const REGISTERED: Condition = { expression: "#registered = :registered", values: { ":registered": flag(true) } };

const NOT_REGISTERED: Condition = {
  expression: "attribute_not_exists(#pk) OR #registered = :unregistered",
  values: { ":unregistered": flag(false) },
};

/** The registry in the table `config`, where an account is one item. */
export function createDynamoRegistry(options: TableOptions): AccountRegistry {
  const table = createTable(options);
  return {
    async register(account) {
      await noteWxidChange(table, account.updatedAt);
      const { appId } = account;
      const { update, values } = registration(account);
      const written = await table.update(accountKey(appId), update, values, {
        condition: NOT_REGISTERED,
        signed: true,
      });
      if (written.done) return;
      throw new AppError("conflict", `account '${appId}' is registered already`, { details: { appId } });
    },

    async flagUnknown(appId, wxid, now) {
      const { pk, sk } = accountKey(appId);
      const account: Account = { ...newAccount({ appId, name: "", wxid }, now), registered: false };
      const item = { pk: text(pk), sk: text(sk), ...attributesOf(account) };
      const written = await table.put(item, NEVER_STORED, { signed: true });
      return written.done;
    },

    async update(appId, { name, limits, activeSince, device, ingest, tags }, now) {
      const { expression, placeholders } = assign({
        updatedAt: number(now),
        ...(name === undefined ? {} : { name: text(name) }),
        ...(limits ? { limits: packJson(limits, "limits") } : {}),
        ...(activeSince === undefined ? {} : { activeSince: number(activeSince) }),
        ...(device === undefined ? {} : { device: packJson(device, "device") }),
        ...(ingest === undefined ? {} : { ingest: text(ingest) }),
        ...(tags === undefined ? {} : { tags: packJson(tags, "tags") }),
      });
      const update = `SET ${expression}${limits === null ? " REMOVE #limits" : ""}`;
      const written = await table.update(accountKey(appId), update, placeholders, {
        condition: REGISTERED,
        returns: "ALL_NEW",
      });
      return written.done && written.attributes ? accountOf(written.attributes) : undefined;
    },

    async learnWxid(appId, wxid, now) {
      await noteWxidChange(table, now);
      const { expression, placeholders } = assign({ wxid: text(wxid), updatedAt: number(now) });
      const written = await table.update(accountKey(appId), `SET ${expression}`, placeholders, {
        condition: {
          expression: `${REGISTERED.expression} AND #wxid = :empty`,
          values: { ...REGISTERED.values, ":empty": text("") },
        },
        signed: true,
      });
      return written.done;
    },

    async remove(appId) {
      return (await table.remove(accountKey(appId), REGISTERED)).done;
    },
  };
}

/** A registration keeps the wxid that callbacks told, unless it brings its own, and takes earlier limits away. */
function registration(account: Account) {
  const { wxid, limits, ...values } = attributesOf(account);
  const { expression, placeholders } = assign(values);
  const sets = [expression, account.wxid === "" ? "#wxid = if_not_exists(#wxid, :wxid)" : "#wxid = :wxid"];
  if (limits) {
    sets.push("#limits = :limits");
    return { update: `SET ${sets.join(", ")}`, values: { ...placeholders, ":wxid": wxid, ":limits": limits } };
  }
  return { update: `SET ${sets.join(", ")} REMOVE #limits`, values: { ...placeholders, ":wxid": wxid } };
}
