/** A follower as WeChat tells it. `followedAt`: epoch ms. */
export type Follower = {
  readonly openid: string;
  readonly follows: boolean;
  readonly unionid?: string;
  readonly remark: string;
  readonly tagIds: readonly number[];
  readonly language?: string;
  readonly followedAt?: number;
  /** How the person came: `ADD_SCENE_QR_CODE`, `ADD_SCENE_SEARCH`, … */
  readonly cameBy?: string;
  /** The scene of the code by which the person came. */
  readonly scene?: string;
};

/** `cursor`: the openid after which the next page begins; absent on the last page. */
export type FollowerPage = {
  readonly total: number;
  readonly followers: readonly Follower[];
  readonly cursor?: string;
};

export type BlockedPage = { readonly total: number; readonly openids: readonly string[]; readonly cursor?: string };

/** People who follow an Official Account. All throw what WeChat answers, as a call of its API does. */
export type Followers = {
  /** The `limit` (at most 100) followers after `cursor`, in WeChat's order, with their profiles. */
  page(appId: string, limit: number, cursor: string | undefined): Promise<FollowerPage>;
  get(appId: string, openid: string): Promise<Follower>;
  setRemark(appId: string, openid: string, remark: string): Promise<void>;
  /** Up to 10,000 openids. */
  blocked(appId: string, cursor: string | undefined): Promise<BlockedPage>;
  /** Up to 20 openids. */
  block(appId: string, openids: readonly string[]): Promise<void>;
  unblock(appId: string, openids: readonly string[]): Promise<void>;
};
