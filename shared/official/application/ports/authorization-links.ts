/** A link by which one owner may come back from WeChat's authorization page. `redirect`: where to lead them then. */
export type AuthorizationLink = { readonly componentAppId: string; readonly redirect?: string };

/** Links by their state, a random text that is good for one return. Both throw `unavailable`. */
export type AuthorizationLinks = {
  /** Keeps the link until `until` (epoch ms). */
  put(state: string, link: AuthorizationLink, until: number): Promise<void>;
  /** Takes the link away; undefined where it is over at `now`, was taken before, or never was. */
  take(state: string, now: number): Promise<AuthorizationLink | undefined>;
};
