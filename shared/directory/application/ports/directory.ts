import type { Contact, ContactKind, Group, GroupMember } from "../../domain/directory.ts";

/** Reads the views of accounts' contacts and groups. */
export type Directory = {
  contact(appId: string, wxid: string): Promise<Contact | undefined>;
  /** By wxid; `kind` undefined: all. */
  contacts(
    appId: string,
    kind: ContactKind | undefined,
    limit: number,
    cursor?: string,
  ): Promise<{ contacts: readonly Contact[]; cursor?: string }>;
  group(appId: string, groupId: string): Promise<Group | undefined>;
  /** By id, without their members. */
  groups(appId: string, limit: number, cursor?: string): Promise<{ groups: readonly Group[]; cursor?: string }>;
  /** One read; empty for a group that is not known. */
  members(appId: string, groupId: string): Promise<readonly GroupMember[]>;
};
