import type { UploadedMedia } from "../application/ports/uploaded-media.ts";

/** Uploaded files in memory. */
export function createMemoryUploadedMedia(): UploadedMedia {
  const files = new Map<string, { readonly mediaId: string; readonly until: number }>();
  const keyOf = (appId: string, key: string) => JSON.stringify([appId, key]);
  return {
    async get(appId, key, now) {
      const file = files.get(keyOf(appId, key));
      return file && now < file.until ? file.mediaId : undefined;
    },
    async put(appId, key, mediaId, until) {
      files.set(keyOf(appId, key), { mediaId, until });
    },
  };
}
