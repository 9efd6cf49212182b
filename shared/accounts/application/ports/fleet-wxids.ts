/** The wxids of all accounts, as they were listed at `listedAt`, epoch ms. */
export type WxidList = { readonly wxids: ReadonlySet<string>; readonly listedAt: number };

/** The wxids of the fleet's own accounts. Times (`now`) in epoch ms. */
export type FleetWxids = {
  /**
   * The wxids of all accounts. `known`, the caller's last list, is returned where no wxid has changed since: one small
   * read. Registrations, logins and learned wxids are seen at once, other changes after `noteWxids`.
   */
  wxids(known: WxidList | undefined, now: number): Promise<WxidList>;
  /**
   * Compares `wxids`, of a fresh list of the accounts, with those noted last. True where they differ: readers list
   * anew.
   */
  noteWxids(wxids: ReadonlySet<string>, now: number): Promise<boolean>;
};
