/** What WeChat takes as temporary media (developers.weixin.qq.com, 新增临时素材). */
const MEDIA_TYPES = {
  image: {
    types: ["image/jpeg", "image/png", "image/gif"],
    bytes: 10 * 1024 * 1024,
    says: "JPG、PNG 或 GIF，10 MB 以内",
  },
  voice: { types: ["audio/amr", "audio/mpeg"], bytes: 2 * 1024 * 1024, says: "AMR 或 MP3，2 MB 以内" },
  video: { types: ["video/mp4"], bytes: 10 * 1024 * 1024, says: "MP4，10 MB 以内" },
  thumb: { types: ["image/jpeg"], bytes: 64 * 1024, says: "JPG，64 KB 以内" },
} as const satisfies Record<
  string,
  { readonly types: readonly string[]; readonly bytes: number; readonly says: string }
>;

export type MediaKind = keyof typeof MEDIA_TYPES;

/** The largest file that is fetched, bytes. */
export const LARGEST_MEDIA = MEDIA_TYPES.image.bytes;

/** Why WeChat would not take a file; undefined where nothing is wrong with it. */
export function mediaFault(kind: MediaKind, mediaType: string, bytes: number): string | undefined {
  const { types, bytes: most, says } = MEDIA_TYPES[kind];
  if (bytes > 0 && bytes <= most && types.some((type) => type === mediaType)) return undefined;
  return `公众号的 ${kind} 素材要求 ${says}；这个文件是 ${mediaType}，${bytes} 字节`;
}
