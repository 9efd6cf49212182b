/** What accounts at WeChat's open platform have of web pages on which people sign in. */
export type AccountPages = {
  /**
   * Allows an account's pages nothing any more and ends the sessions of all its people; a change of what they may ask that
   * is under way does not bring it back. May be repeated. Throws `unavailable`, and `conflict` where others go on
   * changing it.
   */
  forget(appId: string): Promise<void>;
};
