import * as z from "zod";
import type { Accounts } from "../../application/ports.ts";
import { type Account, accountSchema, deviceSchema, limitsSchema, newAccount } from "../../domain/account.ts";
import { reasonSchema } from "../../domain/account-reason.ts";
import { AppError } from "../../domain/errors.ts";
import { INDEXES } from "../../names.ts";
import { flag, type Item, keyPart, malformed, number, numberOf, text, textOf } from "./attributes.ts";
import { packJson, unpackJson } from "./packed-json.ts";
import { createTable, NEVER_STORED, type TableOptions } from "./table.ts";

const { name: INDEX, partition: KIND } = INDEXES.configByKind;
const ACCOUNT = "account";

/** Callbacks name accounts that nobody registered: those have any appId. */
const storedSchema = accountSchema.extend({ appId: z.string().min(1) });

const accountKey = (appId: string) => ({ pk: `account#${keyPart(appId)}`, sk: ACCOUNT });

/** Accounts in the table `config`, one item each. */
export function createDynamoAccounts(options: TableOptions): Accounts {
  const table = createTable(options);
  return {
    async get(appId) {
      const item = await table.get(accountKey(appId), { consistent: true });
      return item && accountOf(item);
    },

    async list() {
      const accounts: Account[] = [];
      let next: Item | undefined;
      do {
        const page = await table.query({
          IndexName: INDEX,
          expression: `#${KIND} = :kind`,
          values: { ":kind": text(ACCOUNT) },
          ...(next ? { ExclusiveStartKey: next } : {}),
        });
        accounts.push(...page.items.map(accountOf));
        next = page.next;
      } while (next);
      return accounts;
    },

    async register(account) {
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

    async update(appId, { name, limits, activeSince, device, ingest }, now) {
      const { expression, placeholders } = assign({
        updatedAt: number(now),
        ...(name === undefined ? {} : { name: text(name) }),
        ...(limits ? { limits: packJson(limits, "limits") } : {}),
        ...(activeSince === undefined ? {} : { activeSince: number(activeSince) }),
        ...(device === undefined ? {} : { device: packJson(device, "device") }),
        ...(ingest === undefined ? {} : { ingest: text(ingest) }),
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

    async transition({ appId, state, epoch }, { to, reason, refusedSends, wxid }, now) {
      const { expression, placeholders } = assign({
        state: text(to),
        epoch: number(epoch + 1),
        stateSince: number(now),
        updatedAt: number(now),
        ...(reason === undefined ? {} : { reason: packJson(reason, "reason") }),
        ...(refusedSends === undefined ? {} : { refusedSends: number(refusedSends) }),
        ...(wxid === undefined ? {} : { wxid: text(wxid) }),
      });
      const update = `SET ${expression}${reason === undefined ? " REMOVE #reason" : ""}`;
      const written = await table.update(accountKey(appId), update, placeholders, {
        condition: {
          expression: "#state = :from AND #epoch = :fromEpoch",
          values: { ":from": text(state), ":fromEpoch": number(epoch) },
        },
        returns: "ALL_NEW",
      });
      return written.done && written.attributes ? accountOf(written.attributes) : undefined;
    },
  };
}

/** `#name = :name, …` for an update, and its values. */
function assign(values: Item): { expression: string; placeholders: Item } {
  const names = Object.keys(values);
  return {
    expression: names.map((name) => `#${name} = :${name}`).join(", "),
    placeholders: Object.fromEntries(Object.entries(values).map(([name, value]) => [`:${name}`, value])),
  };
}

function attributesOf(account: Account) {
  return {
    [KIND]: text(ACCOUNT),
    appId: text(account.appId),
    name: text(account.name),
    registered: flag(account.registered),
    wxid: text(account.wxid),
    state: text(account.state),
    epoch: number(account.epoch),
    stateSince: number(account.stateSince),
    refusedSends: number(account.refusedSends),
    ingest: text(account.ingest),
    activeSince: number(account.activeSince),
    createdAt: number(account.createdAt),
    updatedAt: number(account.updatedAt),
    ...(account.reason ? { reason: packJson(account.reason, "reason") } : {}),
    ...(account.device ? { device: packJson(account.device, "device") } : {}),
    ...(account.limits ? { limits: packJson(account.limits, "limits") } : {}),
  };
}

function accountOf(item: Item): Account {
  const account = storedSchema.safeParse({
    appId: textOf(item, "appId"),
    name: textOf(item, "name"),
    registered: item.registered?.BOOL,
    wxid: textOf(item, "wxid"),
    state: item.state?.S,
    epoch: numberOf(item, "epoch"),
    // Rows from before the account had these: as if it had come into its state at its last change.
    stateSince: numberOf(item, item.stateSince ? "stateSince" : "updatedAt"),
    refusedSends: item.refusedSends ? numberOf(item, "refusedSends") : 0,
    ingest: item.ingest?.S ?? "callback",
    ...(item.reason === undefined ? {} : { reason: unpackJson(item, "reason", reasonSchema) }),
    ...(item.device === undefined ? {} : { device: unpackJson(item, "device", deviceSchema) }),
    ...(item.limits === undefined ? {} : { limits: unpackJson(item, "limits", limitsSchema) }),
    activeSince: numberOf(item, "activeSince"),
    createdAt: numberOf(item, "createdAt"),
    updatedAt: numberOf(item, "updatedAt"),
  });
  if (!account.success) throw malformed(item, "account", account.error);
  return account.data;
}
