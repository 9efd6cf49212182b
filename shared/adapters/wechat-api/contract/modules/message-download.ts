import { appId, endpoint } from "../endpoint.ts";
import { always, choice, id, object, text } from "../field.ts";

/** The XML of the received message. */
const xml = text;
const file = object({ fileUrl: always(text) });

/** Downloads of received media: each answers with a URL that lives for a while. */
export const messageDownload = {
  downloadFile: endpoint({ path: "/message/downloadFile", idempotent: true, request: { appId, xml }, response: file }),
  downloadImage: endpoint({
    path: "/message/downloadImage",
    idempotent: true,
    request: { appId, xml, /** 1 high definition, 2 regular, 3 thumbnail. */ type: choice(1, 2, 3) },
    response: file,
  }),
  downloadVoice: endpoint({
    path: "/message/downloadVoice",
    idempotent: true,
    request: { appId, xml, msgId: id },
    response: file,
  }),
  downloadVideo: endpoint({
    path: "/message/downloadVideo",
    idempotent: true,
    request: { appId, xml },
    response: file,
  }),
  downloadEmojiMd5: endpoint({
    path: "/message/downloadEmojiMd5",
    idempotent: true,
    request: { appId, emojiMd5: text },
    response: object({ url: always(text) }),
  }),
  downloadCdn: endpoint({
    path: "/message/downloadCdn",
    idempotent: true,
    request: {
      appId,
      aesKey: text,
      fileId: text,
      /** 1 high definition image, 2 regular image, 3 thumbnail, 4 video, 5 file. */
      type: choice("1", "2", "3", "4", "5"),
      /** Bytes, as digits. */
      totalSize: text,
      /** Of a file: `doc`. */
      suffix: text,
    },
    response: file,
  }),
};
