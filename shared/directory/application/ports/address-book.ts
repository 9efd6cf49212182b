import type { Contact, Group, GroupMember } from "../../domain/directory.ts";

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
  /** Up to 50 at a time; unknown wxids are missing from the answer. */
  people(appId: string, wxids: readonly string[]): Promise<readonly Omit<Contact, "kind" | "updatedAt">[]>;
  /** Throws `refused` for a group that the account is not in. */
  group(
    appId: string,
    groupId: string,
  ): Promise<{ readonly group: Omit<Group, "updatedAt">; readonly members: readonly GroupMember[] }>;
};
