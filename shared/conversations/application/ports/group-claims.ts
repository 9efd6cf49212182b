/** Which account of the fleet answers a message of a group that several of them are in. */
export type GroupClaims = {
  /**
   * Claims a message (`key`, the same for each account's copy) of a group for an account, unless one has it. Returns
   * the account that has it. Kept for 30 days, which is longer than a queue and its dead letters keep a copy. `now` in
   * epoch ms.
   */
  claim(groupId: string, key: string, appId: string, now: number): Promise<string>;
};
