import { appId, endpoint } from "../endpoint.ts";
import { id, integer, name, object, optional, spare, text, texts } from "../field.ts";

/** Whom a message goes to: a wxid, or a group's id. */
const toWxid = name;
/** The XML of a received message. */
const xml = text;

/** A send has succeeded by `ret` alone, so nothing hangs on what is said of it. `createTime`: epoch seconds. */
const sent = {
  toWxid: spare(text),
  createTime: spare(integer),
  msgId: spare(id),
  newMsgId: spare(id),
  type: spare(integer),
};
const sentMessage = spare(object(sent));
const cdn = { aesKey: spare(text), fileId: spare(text), length: spare(integer) };
const sentVideo = spare(object({ ...sent, ...cdn }));
const sentImage = spare(object({ ...sent, ...cdn, width: spare(integer), height: spare(integer), md5: spare(text) }));

/** A video of a channel (视频号), to be shared. */
export const sharedVideo = {
  id,
  ...texts("username", "nickname", "headUrl", "nonceId", "mediaType", "width", "height", "url", "thumbUrl"),
  ...texts("thumbUrlToken", "description", "videoPlayLen"),
};

/** Sending, forwarding and revoking. The gateway fetches what a URL names. */
export const message = {
  postText: endpoint({
    path: "/message/postText",
    idempotent: false,
    request: {
      appId,
      toWxid,
      content: text,
      /** Whom it mentions, a comma list; `notify@all` for the whole group. The text must name them too. */
      ats: optional(text),
    },
    response: sentMessage,
  }),
  postFile: endpoint({
    path: "/message/postFile",
    idempotent: false,
    request: { appId, toWxid, ...texts("fileUrl", "fileName") },
    response: sentMessage,
  }),
  postImage: endpoint({
    path: "/message/postImage",
    idempotent: false,
    request: { appId, toWxid, imgUrl: text },
    response: sentImage,
  }),
  postVoice: endpoint({
    path: "/message/postVoice",
    idempotent: false,
    request: { appId, toWxid, /** A silk file. */ voiceUrl: text, /** Milliseconds. */ voiceDuration: integer },
    response: sentMessage,
  }),
  postVideo: endpoint({
    path: "/message/postVideo",
    idempotent: false,
    request: { appId, toWxid, ...texts("videoUrl", "thumbUrl"), /** Seconds. */ videoDuration: integer },
    response: sentVideo,
  }),
  postLink: endpoint({
    path: "/message/postLink",
    idempotent: false,
    request: { appId, toWxid, ...texts("title", "desc", "linkUrl", "thumbUrl") },
    response: sentMessage,
  }),
  postNameCard: endpoint({
    path: "/message/postNameCard",
    idempotent: false,
    request: { appId, toWxid, nickName: text, nameCardWxid: name },
    response: sentMessage,
  }),
  postLocation: endpoint({
    path: "/message/postLocation",
    idempotent: false,
    request: { appId, toWxid, /** The `Content` of a location's callback. */ content: text },
    response: sentMessage,
  }),
  postEmoji: endpoint({
    path: "/message/postEmoji",
    idempotent: false,
    request: { appId, toWxid, emojiMd5: text, /** Bytes. */ emojiSize: integer },
    response: sentMessage,
  }),
  postAppMsg: endpoint({
    path: "/message/postAppMsg",
    idempotent: false,
    request: { appId, toWxid, /** The `appmsg` element of a callback. */ appmsg: text },
    response: sentMessage,
  }),
  postMiniApp: endpoint({
    path: "/message/postMiniApp",
    idempotent: false,
    request: { appId, toWxid, ...texts("miniAppId", "displayName", "pagePath", "coverImgUrl", "title", "userName") },
    response: sentMessage,
  }),
  forwardFile: endpoint({
    path: "/message/forwardFile",
    idempotent: false,
    request: { appId, toWxid, xml },
    response: sentMessage,
  }),
  forwardImage: endpoint({
    path: "/message/forwardImage",
    idempotent: false,
    request: { appId, toWxid, xml },
    response: sentImage,
  }),
  forwardVideo: endpoint({
    path: "/message/forwardVideo",
    idempotent: false,
    request: { appId, toWxid, xml },
    response: sentVideo,
  }),
  forwardUrl: endpoint({
    path: "/message/forwardUrl",
    idempotent: false,
    request: { appId, toWxid, xml },
    response: sentMessage,
  }),
  forwardMiniApp: endpoint({
    path: "/message/forwardMiniApp",
    idempotent: false,
    request: { appId, toWxid, xml, coverImgUrl: text },
    response: sentMessage,
  }),
  /** All three as the send's answer gave them, as digits. */
  revokeMsg: endpoint({
    path: "/message/revokeMsg",
    idempotent: true,
    request: { appId, toWxid, ...texts("msgId", "newMsgId", "createTime") },
  }),
  /** Shares a channel's video with a friend or group. */
  sendFinderMsg: endpoint({
    path: "/message/sendFinderMsg",
    idempotent: false,
    request: { appId, toWxid, ...sharedVideo },
  }),
};
