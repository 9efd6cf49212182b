/** By what an account calls and is called: the third-party platform that it is given to. */
export type ComponentAccounts = {
  /**
   * Has the account's tokens got by the platform's authorization, and its callbacks taken by the platform's keys if they
   * are for `originalId` (`gh_…`). Idempotent. Throws `unavailable`.
   */
  useComponent(appId: string, componentAppId: string, originalId: string): Promise<void>;
};
