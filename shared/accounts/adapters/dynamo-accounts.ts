import { AppError } from "../../kernel/domain/errors.ts";
import { flag, type Item, number, text } from "../../platform/dynamodb/attributes.ts";
import { packJson } from "../../platform/dynamodb/packed-json.ts";
import { type Condition, createTable, NEVER_STORED, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { Accounts } from "../application/ports/accounts.ts";
import { type Account, newAccount } from "../domain/account.ts";
import type { Announcement } from "../domain/announcement.ts";
import type { StateReason } from "../domain/reason.ts";
import { accountKey, accountOf, accountPages, attributesOf, untoldSet } from "./dynamo-account-item.ts";
import { createFleetWxids } from "./dynamo-fleet-wxids.ts";

/** Accounts in the table `config`, one item each. */
export function createDynamoAccounts(options: TableOptions): Accounts {
  const table = createTable(options);
  const { changing, ...fleet } = createFleetWxids(table);

  /** An update from the state and epoch that the caller knows; what is untold grows in the same write. */
  async function change(
    { appId, state, epoch }: Pick<Account, "appId" | "state" | "epoch">,
    { expression, placeholders }: Assignment,
    reason: StateReason | undefined,
    announcement: Announcement | undefined,
  ): Promise<Account | undefined> {
    const update = [
      `SET ${expression}${reason === undefined ? "" : ", #reason = :reason"}`,
      ...(reason === undefined ? ["REMOVE #reason"] : []),
      ...(announcement === undefined ? [] : ["ADD #untold :untold"]),
    ].join(" ");
    const values = {
      ...placeholders,
      ...(reason === undefined ? {} : { ":reason": packJson(reason, "reason") }),
      ...(announcement === undefined ? {} : { ":untold": untoldSet([announcement]) }),
    };
    const written = await table.update(accountKey(appId), update, values, {
      condition: isIn(state, epoch),
      returns: "ALL_NEW",
    });
    return written.done && written.attributes ? accountOf(written.attributes) : undefined;
  }

  return {
    ...fleet,

    async get(appId) {
      const item = await table.get(accountKey(appId), { consistent: true });
      return item && accountOf(item);
    },

    async list(malformed) {
      const accounts: Account[] = [];
      for await (const items of accountPages(table)) {
        accounts.push(...items.flatMap((item) => readable(item, malformed)));
      }
      return accounts;
    },

    async register(account) {
      await changing(account.updatedAt);
      const { wxid, limits, ...values } = attributesOf(account);
      const { expression, placeholders } = assign(values);
      const written = await table.update(
        accountKey(account.appId),
        [
          `SET ${expression}`,
          account.wxid === "" ? "#wxid = if_not_exists(#wxid, :wxid)" : "#wxid = :wxid",
          limits ? "#limits = :limits" : "",
        ]
          .filter(Boolean)
          .join(", ") + (limits ? "" : " REMOVE #limits"),
        { ...placeholders, ":wxid": wxid, ...(limits ? { ":limits": limits } : {}) },
        {
          condition: {
            expression: "attribute_not_exists(#pk) OR #registered = :unregistered",
            values: { ":unregistered": flag(false) },
          },
        },
      );
      if (written.done) return;
      const { appId } = account;
      throw new AppError("conflict", `account '${appId}' is registered already`, { details: { appId } });
    },

    async flagUnknown(appId, wxid, now) {
      const { pk, sk } = accountKey(appId);
      const account: Account = { ...newAccount({ appId, name: "", wxid }, now), registered: false };
      const written = await table.put({ pk: text(pk), sk: text(sk), ...attributesOf(account) }, NEVER_STORED);
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
      const written = await table.update(
        accountKey(appId),
        `SET ${expression}${limits === null ? " REMOVE #limits" : ""}`,
        placeholders,
        {
          condition: { expression: "#registered = :registered", values: { ":registered": flag(true) } },
          returns: "ALL_NEW",
        },
      );
      return written.done && written.attributes ? accountOf(written.attributes) : undefined;
    },

    async learnWxid(appId, wxid, now) {
      await changing(now);
      const { expression, placeholders } = assign({ wxid: text(wxid), updatedAt: number(now) });
      const written = await table.update(accountKey(appId), `SET ${expression}`, placeholders, {
        condition: {
          expression: "#registered = :registered AND #wxid = :none",
          values: { ":registered": flag(true), ":none": text("") },
        },
      });
      return written.done;
    },

    async transition(account, { to, reason, refusedSends, wxid }, now, announcement) {
      const assignment = assign({
        state: text(to),
        epoch: number(account.epoch + 1),
        stateSince: number(now),
        updatedAt: number(now),
        ...(refusedSends === undefined ? {} : { refusedSends: number(refusedSends) }),
        ...(wxid === undefined ? {} : { wxid: text(wxid) }),
      });
      if (wxid !== undefined && wxid !== account.wxid) await changing(now);
      return change(account, assignment, reason, announcement);
    },

    async explain(account, reason, now, announcement) {
      return change(account, assign({ updatedAt: number(now) }), reason, announcement);
    },

    async told(appId, announcements) {
      if (announcements.length === 0) return;
      await table.update(
        accountKey(appId),
        "DELETE #untold :told",
        { ":told": untoldSet(announcements) },
        { condition: { expression: "attribute_exists(#pk)" } },
      );
    },

    async trust({ appId, state, epoch }, now) {
      const { expression, placeholders } = assign({ refusedSends: number(0), updatedAt: number(now) });
      const condition = isIn(state, epoch);
      return (await table.update(accountKey(appId), `SET ${expression}`, placeholders, { condition })).done;
    },

    async remove(appId) {
      const removed = await table.remove(accountKey(appId), {
        expression: "#registered = :registered",
        values: { ":registered": flag(true) },
      });
      return removed.done;
    },
  };
}

function readable(item: Item, malformed: ((error: AppError) => void) | undefined): Account[] {
  try {
    return [accountOf(item)];
  } catch (error) {
    if (!malformed || !(error instanceof AppError)) throw error;
    malformed(error);
    return [];
  }
}

function isIn(state: Account["state"], epoch: number): Condition {
  return {
    expression: "#state = :from AND #epoch = :fromEpoch",
    values: { ":from": text(state), ":fromEpoch": number(epoch) },
  };
}

type Assignment = { readonly expression: string; readonly placeholders: Item };

/** `#name = :name, …` for an update, and its values. */
function assign(values: Item): Assignment {
  const names = Object.keys(values);
  return {
    expression: names.map((name) => `#${name} = :${name}`).join(", "),
    placeholders: Object.fromEntries(Object.entries(values).map(([name, value]) => [`:${name}`, value])),
  };
}
