import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import * as z from "zod";
import { INDEXES } from "../../names.ts";
import {
  flag,
  type Item,
  keyPart,
  malformed,
  number,
  numberOf,
  text,
  textOf,
} from "../../platform/dynamodb/attributes.ts";
import { packJson, unpackJson } from "../../platform/dynamodb/packed-json.ts";
import type { Table } from "../../platform/dynamodb/table.ts";
import { type Account, accountSchema, deviceSchema, limitsSchema, tagsSchema } from "../domain/account.ts";
import { type Announcement, announcementSchema, announcementText, inOrder } from "../domain/announcement.ts";
import { reasonSchema } from "../domain/reason.ts";

/** The kind under which the index `byKind` lists accounts. */
const ACCOUNT = "account";

/** An appId that a callback names without being registered may have any form. */
const storedSchema = accountSchema.extend({ appId: z.string().min(1) });

/** All accounts, by appId. */
export const accountPages = (table: Pick<Table, "pages">) =>
  table.pages({
    IndexName: INDEXES.configByKind.name,
    expression: `#${INDEXES.configByKind.partition} = :kind`,
    values: { ":kind": text(ACCOUNT) },
  });

export const accountKey = (appId: string) => ({ pk: `account#${keyPart(appId)}`, sk: ACCOUNT });

export function attributesOf(account: Account) {
  return {
    [INDEXES.configByKind.partition]: text(ACCOUNT),
    appId: text(account.appId),
    name: text(account.name),
    registered: flag(account.registered),
    channel: text(account.channel),
    wxid: text(account.wxid),
    state: text(account.state),
    epoch: number(account.epoch),
    stateSince: number(account.stateSince),
    refusedSends: number(account.refusedSends),
    ingest: text(account.ingest),
    tags: packJson(account.tags, "tags"),
    activeSince: number(account.activeSince),
    createdAt: number(account.createdAt),
    updatedAt: number(account.updatedAt),
    ...(account.untold.length > 0 ? { untold: untoldSet(account.untold) } : {}),
    ...(account.reason ? { reason: packJson(account.reason, "reason") } : {}),
    ...(account.device ? { device: packJson(account.device, "device") } : {}),
    ...(account.limits ? { limits: packJson(account.limits, "limits") } : {}),
  };
}

export function accountOf(item: Item): Account {
  const account = storedSchema.safeParse({
    appId: textOf(item, "appId"),
    name: textOf(item, "name"),
    registered: item.registered?.BOOL,
    channel: item.channel?.S,
    wxid: textOf(item, "wxid"),
    state: item.state?.S,
    epoch: numberOf(item, "epoch"),
    // Rows from before the account had these: as if it had come into its state at its last change.
    stateSince: numberOf(item, item.stateSince ? "stateSince" : "updatedAt"),
    refusedSends: item.refusedSends ? numberOf(item, "refusedSends") : 0,
    untold: untoldOf(item),
    ingest: item.ingest?.S ?? "callback",
    tags: item.tags === undefined ? [] : unpackJson(item, "tags", tagsSchema),
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

/** A set of strings: writers add to it and take from it at the same time without reading it first. */
export function untoldSet(announcements: readonly Announcement[]): AttributeValue {
  return { SS: [...new Set(announcements.map(announcementText))] };
}

function untoldOf(item: Item): Announcement[] {
  try {
    return inOrder((item.untold?.SS ?? []).map((json) => announcementSchema.parse(JSON.parse(json))));
  } catch (cause) {
    throw malformed(item, "untold", cause);
  }
}
