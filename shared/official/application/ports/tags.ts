/** A tag of followers; `count`: how many have it. */
export type FollowerTag = { readonly id: number; readonly name: string; readonly count: number };

/** Tags of an Official Account's followers. All throw what WeChat answers, as a call of its API does. */
export type FollowerTags = {
  list(appId: string): Promise<readonly FollowerTag[]>;
  create(appId: string, name: string): Promise<FollowerTag>;
  rename(appId: string, tagId: number, name: string): Promise<void>;
  remove(appId: string, tagId: number): Promise<void>;
  /** Gives up to 50 followers the tag. */
  tag(appId: string, tagId: number, openids: readonly string[]): Promise<void>;
  untag(appId: string, tagId: number, openids: readonly string[]): Promise<void>;
};
