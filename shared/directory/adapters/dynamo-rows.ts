import * as z from "zod";
import {
  expiryAfter,
  flag,
  type Item,
  type Key,
  keyOf,
  keyPart,
  number,
  numberOf,
  text,
} from "../../platform/dynamodb/attributes.ts";
import { packJson, unpackJson } from "../../platform/dynamodb/packed-json.ts";
import { type Contact, contactSchema, type Group, type GroupMember, groupSchema } from "../domain/directory.ts";

/** Members are written as a whole at each change, and a write unit is a kilobyte: compressed from here on (bytes). */
const MEMBERS_PLAIN_LIMIT = 1024;

/** How long it is remembered that a contact or group is gone, days: longer than any task waits in the queue. */
const GONE_DAYS = 15;

const contactData = contactSchema.omit({ updatedAt: true });
const groupData = groupSchema.omit({ updatedAt: true });
/** wxid, nickname, name in the group. */
const memberData = z.array(z.tuple([z.string(), z.string(), z.string()]));

// `updatedAt` is a key of an index, and a text there: the rows call theirs `asOf`.
export const CONTACT = "contact#";
export const GROUP = "group#";

export const partitionOf = (appId: string): string => `dir#${keyPart(appId)}`;
export const contactKey = (appId: string, wxid: string): Key => ({
  pk: partitionOf(appId),
  sk: `${CONTACT}${keyPart(wxid)}`,
});
export const groupKey = (appId: string, id: string): Key => ({ pk: partitionOf(appId), sk: `${GROUP}${keyPart(id)}` });
export const membersKey = (appId: string, id: string): Key => ({
  pk: partitionOf(appId),
  sk: `members#${keyPart(id)}`,
});
export const syncKey = (appId: string): Key => ({ pk: partitionOf(appId), sk: "sync" });

export type Row = Item & ReturnType<typeof keyOf>;

export function contactRow(appId: string, { updatedAt, ...contact }: Contact): Row {
  return {
    ...keyOf(contactKey(appId, contact.wxid)),
    kind: text(contact.kind),
    contact: packJson(contactData.parse(contact), "a contact"),
    asOf: number(updatedAt),
  };
}

export function contactOf(item: Item): Contact {
  return { ...unpackJson(item, "contact", contactData), updatedAt: numberOf(item, "asOf") };
}

export function groupRow(appId: string, { updatedAt, ...group }: Group): Row {
  return {
    ...keyOf(groupKey(appId, group.id)),
    group: packJson(groupData.parse(group), "a group"),
    asOf: number(updatedAt),
  };
}

export function groupOf(item: Item): Group {
  return { ...unpackJson(item, "group", groupData), updatedAt: numberOf(item, "asOf") };
}

export function membersRow(appId: string, group: Group, members: readonly GroupMember[]): Row {
  const rows = members.map(({ wxid, nickname, displayName }) => [wxid, nickname, displayName]);
  return {
    ...keyOf(membersKey(appId, group.id)),
    members: packJson(rows, "a group's members", MEMBERS_PLAIN_LIMIT),
    asOf: number(group.updatedAt),
  };
}

export function membersOf(item: Item): GroupMember[] {
  const rows = unpackJson(item, "members", memberData);
  return rows.map(([wxid, nickname, displayName]) => ({ wxid, nickname, displayName }));
}

/** What keeps older knowledge from bringing a removed row back. */
export function goneRow(key: Key, at: number): Row {
  return { ...keyOf(key), gone: flag(true), asOf: number(at), expiresAt: expiryAfter(GONE_DAYS, at) };
}

/** The item, unless it only says that its contact or group is gone. */
export function unlessGone(item: Item | undefined): Item | undefined {
  return item?.gone ? undefined : item;
}
