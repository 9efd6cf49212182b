/** Files that were uploaded to WeChat, by account and a key of what they are. Throws `unavailable`. */
export type UploadedMedia = {
  /** Undefined for what was never uploaded or is over at `now` (epoch ms). */
  get(appId: string, key: string, now: number): Promise<string | undefined>;
  put(appId: string, key: string, mediaId: string, until: number): Promise<void>;
};
