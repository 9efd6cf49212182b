import { appId, endpoint } from "../../endpoint.ts";
import { choice, id, integer, integers, list, name, object, optional, spare, text, texts } from "../../field.ts";
import { channelPage, commentPage, uploadedVideo, video } from "./shapes.ts";

/** The account's own channel, from `getProfile`: its user name and role (3 by default). */
const me = { myUserName: name, myRoleType: integer };
/** A video, as its channel's page or a scan names it. */
const onPage = { objectId: id, sessionBuffer: text, objectNonceId: text };
/** A video's link, as the channel's web console copies it. */
const qrContent = text;
const lastBuffer = optional(text);

/** Videos of channels (视频号): publishing, reactions, comments. */
export const finderVideo = {
  likeFavList: endpoint({
    path: "/finder/likeFavList",
    idempotent: true,
    request: {
      appId,
      ...me,
      lastBuffer,
      /** 1 hearts, 2 thumbs up, 4 favourites, 7 all. */ flag: choice("1", "2", "4", "7"),
    },
    response: channelPage,
  }),
  commentList: endpoint({
    path: "/finder/commentList",
    idempotent: true,
    request: {
      appId,
      ...onPage,
      lastBuffer,
      /** Both for the answers to a comment. */ refCommentId: optional(id),
      rootCommentId: optional(id),
    },
    response: commentPage,
  }),
  /** A thumb up. */
  idFav: endpoint({
    path: "/finder/idFav",
    idempotent: true,
    request: {
      appId,
      ...me,
      toUserName: name,
      /** 1 gives it, 2 takes it back. */
      opType: choice(1, 2),
      ...onPage,
      objectNonceId: optional(text),
    },
  }),
  /** A heart. */
  idLike: endpoint({
    path: "/finder/idLike",
    idempotent: true,
    request: { appId, ...me, toUserName: name, ...onPage, /** 3 gives it, 4 takes it back. */ opType: choice(3, 4) },
  }),
  comment: endpoint({
    path: "/finder/comment",
    idempotent: false,
    request: {
      appId,
      ...me,
      content: text,
      /** Of the comment to delete; else 0. */
      commentId: id,
      ...onPage,
      objectNonceId: optional(text),
      /** 0 comments, 1 deletes. */
      opType: choice(0, 1),
      /** All three to answer a comment; ids as digits. */
      replyUserName: optional(text),
      refCommentId: optional(text),
      rootCommentId: optional(text),
    },
    response: spare(object({ commentId: spare(id) })),
  }),
  browse: endpoint({ path: "/finder/browse", idempotent: false, request: { appId, ...me, ...onPage } }),
  scanQrCode: endpoint({
    path: "/finder/scanQrCode",
    idempotent: true,
    request: { appId, ...me, qrContent },
    response: object({ object: video, ...integers("commentCount", "nextCheckObjectStatus") }),
  }),
  /** A heart. */
  scanLike: endpoint({
    path: "/finder/scanLike",
    idempotent: true,
    request: { appId, ...me, qrContent, objectId: id },
  }),
  /** A thumb up. */
  scanFav: endpoint({ path: "/finder/scanFav", idempotent: true, request: { appId, ...me, qrContent, objectId: id } }),
  scanBrowse: endpoint({
    path: "/finder/scanBrowse",
    idempotent: false,
    request: { appId, ...me, qrContent, objectId: id },
  }),
  scanComment: endpoint({
    path: "/finder/scanComment",
    idempotent: false,
    request: {
      appId,
      ...me,
      qrContent,
      objectId: id,
      commentContent: text,
      /** All three to answer a comment. */
      replyUsername: optional(text),
      refCommentId: optional(id),
      rootCommentId: optional(id),
    },
    response: spare(object({ commentId: spare(id), clientid: spare(text) })),
  }),
  publishFinder: endpoint({
    path: "/finder/publishFinder",
    idempotent: false,
    request: {
      appId,
      ...me,
      ...texts("videoUrl", "thumbUrl", "description"),
      /** Pixels. */
      width: optional(integer),
      height: optional(integer),
      /** Seconds. */
      playLen: optional(integer),
      topic: optional(list(text)),
    },
    response: spare(object({ id: spare(text) })),
  }),
  publishFinderWeb: endpoint({
    path: "/finder/publishFinderWeb",
    idempotent: false,
    request: { appId, ...texts("title", "videoUrl", "thumbUrl", "description"), myRoleType: optional(integer) },
  }),
  /** First step of a publication in two. */
  uploadFinderVideo: endpoint({
    path: "/finder/uploadFinderVideo",
    idempotent: true,
    request: { appId, ...texts("videoUrl", "coverImgUrl") },
    response: object(uploadedVideo),
  }),
  /** Answers with an id for `queryFinderVideoAsync`. */
  uploadFinderVideoAsync: endpoint({
    path: "/finder/uploadFinderVideoAsync",
    idempotent: true,
    request: { appId, ...texts("videoUrl", "coverImgUrl") },
    response: text,
  }),
  queryFinderVideoAsync: endpoint({
    path: "/finder/queryFinderVideoAsync",
    idempotent: true,
    request: { appId, uuid: text },
    response: object(uploadedVideo),
  }),
  /** Second step: publishes what was uploaded. */
  publishFinderCdn: endpoint({
    path: "/finder/publishFinderCdn",
    idempotent: false,
    request: {
      appId,
      ...me,
      topic: list(text),
      description: text,
      videoCdn: object({ ...uploadedVideo, /** Pixels, as digits. */ ...texts("width", "height") }),
    },
  }),
};
