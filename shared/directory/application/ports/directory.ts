import type { Contact, ContactKind, DirectorySync, Group, GroupMember } from "../../domain/directory.ts";
import type { DelayedTask } from "../../domain/task.ts";

/**
 * The views of accounts' contacts and groups. Each row is known as of its `updatedAt`; older knowledge never replaces
 * newer, whatever order the writes come in.
 */
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
  /** The last full sync that was begun and not given up. */
  sync(appId: string): Promise<DirectorySync | undefined>;
  /**
   * Begins a full sync if none began after `notSince` (epoch ms), and returns it. The same request again gets the sync
   * that it began; undefined if another one stands in the way.
   */
  beginSync(appId: string, request: string, now: number, notSince: number): Promise<DirectorySync | undefined>;
  /** How many contacts and groups a sync found. */
  countSync(appId: string, startedAt: number, contacts: number, groups: number): Promise<void>;
  /** The last sync could not go on: the next one may begin at any time. */
  giveUpSync(appId: string): Promise<void>;
  /** Removes some rows of an account; false once there are none left. */
  forgetSome(appId: string): Promise<boolean>;
};

/** The queue of work on the views. Throws `unavailable` if it did not take all of it. */
export type DirectoryQueue = { send(tasks: readonly DelayedTask[]): Promise<void> };

/**
 * The address book of a logged-in account, as the gateway knows it. Throws what the gateway answers: `account-offline`,
 * `refused`, `throttled`, `unreachable`, …
 */
export type AddressBook = {
  /** All ids; slow where there are many. Groups only as far as they were saved to the address book. */
  ids(appId: string): Promise<{
    readonly people: readonly string[];
    readonly officials: readonly string[];
    readonly groups: readonly string[];
  }>;
  /** Up to 50 at a time; who is not known is missing. */
  people(appId: string, wxids: readonly string[]): Promise<readonly Omit<Contact, "kind" | "updatedAt">[]>;
  /** Throws `refused` for a group that the account is not in. */
  group(
    appId: string,
    groupId: string,
  ): Promise<{ readonly group: Omit<Group, "updatedAt">; readonly members: readonly GroupMember[] }>;
};

/** What people are called. */
export type Names = {
  /** The names that a group shows for its members, by wxid; who is not known is missing. */
  inGroup(appId: string, groupId: string, wxids: readonly string[]): Promise<ReadonlyMap<string, string>>;
};
