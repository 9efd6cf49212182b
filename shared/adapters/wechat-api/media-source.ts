import type { MediaSource } from "../../media/application/ports/source.ts";
import type { CallOptions } from "./client/call-endpoint.ts";
import { createClient } from "./client/client.ts";
import { messageDownload } from "./contract/modules/message-download.ts";

const QUALITIES = { original: 1, regular: 2, thumbnail: 3 } as const;
const CDN_TYPES = { original: "1", regular: "2", thumbnail: "3", video: "4", file: "5" } as const;

/** Where the gateway puts received files. Errors: see `createCallEndpoint`. */
export function createMediaSource(options: CallOptions): MediaSource {
  const { media } = createClient({ media: messageDownload }, options);
  return {
    async locate(appId, request) {
      switch (request.kind) {
        case "image":
          return (await media.downloadImage({ appId, xml: request.xml, type: QUALITIES[request.quality] })).fileUrl;
        case "file":
          return (await media.downloadFile({ appId, xml: request.xml })).fileUrl;
        case "voice":
          return (await media.downloadVoice({ appId, xml: request.xml, msgId: request.msgId })).fileUrl;
        case "video":
          return (await media.downloadVideo({ appId, xml: request.xml })).fileUrl;
        case "emoji":
          return (await media.downloadEmojiMd5({ appId, emojiMd5: request.md5 })).url;
        case "cdn": {
          const { aesKey, fileId, as, size, suffix } = request;
          const file = { aesKey, fileId, type: CDN_TYPES[as], totalSize: String(size), suffix };
          return (await media.downloadCdn({ appId, ...file })).fileUrl;
        }
        default:
          return request satisfies never;
      }
    },
  };
}
