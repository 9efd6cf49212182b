import type { Contact, Group, GroupMember } from "../../domain/directory.ts";

/**
 * Writes the views of accounts' contacts and groups. Each row is known as of its `updatedAt` (epoch ms); older
 * knowledge never replaces newer, whatever order the writes come in.
 */
export type DirectoryWriter = {
  putContact(appId: string, contact: Contact): Promise<void>;
  /**
   * Cheapest for contacts that are neighbours by wxid. What is stored already is not written again, and keeps the time
   * as of which it was known.
   */
  putContacts(appId: string, contacts: readonly Contact[]): Promise<void>;
  putGroup(appId: string, group: Group, members: readonly GroupMember[]): Promise<void>;
  /** The contact is gone as of `at`: what is known as of an earlier time does not bring it back. */
  removeContact(appId: string, wxid: string, at: number): Promise<void>;
  removeGroup(appId: string, groupId: string, at: number): Promise<void>;
  /** Removes some rows of an account, of whatever kind; false once all are removed. */
  forgetSome(appId: string): Promise<boolean>;
};
