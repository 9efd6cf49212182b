import type { DatabaseSync } from "node:sqlite";
import * as z from "zod";
import { createDocuments } from "../../documents.ts";
import { DEMO_GROUP, type SimAccount } from "./accounts.ts";

const memberSchema = z.object({ wxid: z.string(), displayName: z.string().default("") });

const groupSchema = z.object({
  name: z.string(),
  owner: z.string(),
  admins: z.array(z.string()),
  members: z.array(memberSchema),
  announcement: z.object({ text: z.string(), editor: z.string(), at: z.number() }).optional(),
  /** appIds whose address book does not list it. */
  unsavedBy: z.array(z.string()),
  /** What accounts call the group, by appId. */
  remarks: z.record(z.string(), z.string()),
});
export type SimGroup = z.infer<typeof groupSchema>;

/** What may be said of a group from outside; `members` replaces all of them. */
export const groupChangeSchema = z.strictObject({
  name: z.string().optional(),
  owner: z.string().optional(),
  members: z.array(z.union([z.string().transform((wxid) => ({ wxid, displayName: "" })), memberSchema])).optional(),
});

export type Groups = {
  /** A group as one of its members sees it; a group that was not changed yet has the account and its friends in it. */
  of(account: SimAccount, groupId: string): SimGroup;
  get(groupId: string): SimGroup | undefined;
  put(groupId: string, group: SimGroup): void;
};

/** WeChat's own limit. */
const MOST_MEMBERS = 500;

const DEMO: SimGroup = {
  name: "演示客户群",
  owner: "wxid_alpha",
  admins: [],
  members: [
    { wxid: "wxid_alpha", displayName: "店长" },
    { wxid: "wxid_bravo", displayName: "" },
    { wxid: "wxid_carol", displayName: "" },
    { wxid: "wxid_friend_one", displayName: "明明" },
    { wxid: "wxid_friend_two", displayName: "" },
  ],
  unsavedBy: [],
  remarks: {},
};

export function createGroups(db: DatabaseSync): Groups {
  const documents = createDocuments(db, "groups", groupSchema);
  const get: Groups["get"] = (id) => documents.get(id) ?? (id === DEMO_GROUP ? DEMO : undefined);
  return {
    get,
    put: documents.put,
    of: (account, id) => get(id) ?? newGroup(account, `群 ${id.replace("@chatroom", "")}`, account.friends),
  };
}

/** A group that an account made. */
export function newGroup(account: SimAccount, name: string, others: readonly string[]): SimGroup {
  const wxids = [...new Set([account.wxid, ...others])].slice(0, MOST_MEMBERS);
  return {
    name,
    owner: account.wxid,
    admins: [],
    members: wxids.map((wxid) => ({ wxid, displayName: "" })),
    unsavedBy: [],
    remarks: {},
  };
}
