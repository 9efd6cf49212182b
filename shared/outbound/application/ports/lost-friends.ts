/** Why what an account sends to a person does not arrive. */
export type LostCause = "not-friend" | "blocked";

/** People who are friends of an account no longer, or who have blocked it, as WeChat's notices say. */
export type LostFriends = {
  mark(appId: string, wxid: string, cause: LostCause): Promise<void>;
  /** The person is a friend again, or has written. */
  clear(appId: string, wxid: string): Promise<void>;
  /** By wxid. One read. */
  of(appId: string): Promise<ReadonlyMap<string, LostCause>>;
};
