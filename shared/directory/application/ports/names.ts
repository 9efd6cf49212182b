/** What people are called. */
export type Names = {
  /** The names that a group shows for its members, by wxid; unknown wxids are missing. */
  inGroup(appId: string, groupId: string, wxids: readonly string[]): Promise<ReadonlyMap<string, string>>;
};
