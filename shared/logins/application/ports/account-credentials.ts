/** What accounts at WeChat's open platform have of credentials. */
export type AccountCredentials = {
  /**
   * Removes an account's credentials, and a change of them that is under way does not bring them back. May be repeated.
   * Throws `unavailable`, and `conflict` where others go on changing them.
   */
  forget(appId: string): Promise<void>;
};
