/** Media ids of files that were uploaded to WeChat, by account and the file's key. Both throw `unavailable`. */
export type UploadedMedia = {
  /** Undefined for a file that was never uploaded, or whose media id is over at `now` (epoch ms). */
  get(appId: string, key: string, now: number): Promise<string | undefined>;
  put(appId: string, key: string, mediaId: string, until: number): Promise<void>;
};
