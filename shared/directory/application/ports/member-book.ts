/**
 * What an account does with the members of its groups at the gateway. Every call throws what the gateway answers:
 * `refused` (the account is not in the group, or lacks the right), `account-offline`, `throttled`, `unreachable`,
 * `outcome-unknown`.
 */
export type MemberBook = {
  /** Invites people into a group, or adds them if the group needs no invitation. */
  invite(appId: string, groupId: string, wxids: readonly string[], reason: string): Promise<void>;
  /** Needs the group's owner or an administrator. */
  remove(appId: string, groupId: string, wxids: readonly string[]): Promise<void>;
  /** Asks a member for a friendship. */
  befriend(appId: string, groupId: string, wxid: string, greeting: string): Promise<void>;
  /** Makes members administrators; needs the owner. */
  addAdmins(appId: string, groupId: string, wxids: readonly string[]): Promise<void>;
  /** Makes administrators ordinary members; needs the owner. */
  removeAdmins(appId: string, groupId: string, wxids: readonly string[]): Promise<void>;
  /** Makes a member the owner; needs the owner. */
  handOver(appId: string, groupId: string, wxid: string): Promise<void>;
};
