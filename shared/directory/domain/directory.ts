import * as z from "zod";

export const contactKinds = ["friend", "official", "enterprise"] as const;

/** A contact of an account, as its address book has it. Groups are no contacts here: they have views of their own. */
export const contactSchema = z.object({
  wxid: z.string().min(1),
  nickname: z.string(),
  /** What the account's owner calls the contact; only the owner sees it. */
  remark: z.string(),
  /** The WeChat id that a person chose; empty for a person that chose no id. */
  alias: z.string(),
  /** `official`: Official Accounts and WeChat's own services; `enterprise`: people of WeCom. */
  kind: z.enum(contactKinds),
  avatarUrl: z.string(),
  /** As of when this is known, epoch ms. */
  updatedAt: z.number(),
});

/** A group that an account is in. */
export const groupSchema = z.object({
  /** Ends in `@chatroom`. */
  id: z.string().min(1),
  name: z.string(),
  /** What the account's owner calls the group. */
  remark: z.string(),
  /** wxid. */
  owner: z.string(),
  memberCount: z.int(),
  avatarUrl: z.string(),
  /** As of when this is known, epoch ms. */
  updatedAt: z.number(),
});

export const groupMemberSchema = z.object({
  wxid: z.string().min(1),
  nickname: z.string(),
  /** The name that the member took in this group; empty for a member without such a name. */
  displayName: z.string(),
});

export type Contact = Readonly<z.infer<typeof contactSchema>>;
export type ContactKind = Contact["kind"];
export type Group = Readonly<z.infer<typeof groupSchema>>;
export type GroupMember = Readonly<z.infer<typeof groupMemberSchema>>;

/** A full sync of an account's address book; times in epoch ms. */
export type DirectorySync = {
  /** Who asked for it: a retry of the same request goes on with the same sync. */
  readonly request: string;
  readonly startedAt: number;
  /** How many there are; unknown until the address book has been read. */
  readonly contacts?: number;
  readonly groups?: number;
};

/** True for the id of a group. */
export function isGroupId(id: string): boolean {
  return id.endsWith("@chatroom");
}

/** What a contact is by its id alone. WeChat's own services (`weixin`, …) look like friends. */
export function contactKindOf(wxid: string): ContactKind {
  if (wxid.endsWith("@openim")) return "enterprise";
  return wxid.startsWith("gh_") ? "official" : "friend";
}

/** The name by which a group shows a member. A remark is private, and never part of it. */
export function nameInGroup({ displayName, nickname }: Pick<GroupMember, "displayName" | "nickname">): string {
  return displayName || nickname;
}
