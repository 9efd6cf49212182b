import { appId, endpoint } from "../endpoint.ts";
import {
  always,
  anything,
  choice,
  flag,
  id,
  ids,
  integer,
  integers,
  list,
  name,
  number,
  object,
  optional,
  spare,
  text,
  texts,
} from "../field.ts";
import { sharedVideo } from "./message.ts";

/** Who sees a moment: allowed, reminded and excluded people. */
const audience = {
  allowWxIds: optional(list(name)),
  atWxIds: optional(list(name)),
  disableWxIds: optional(list(name)),
  /** For oneself only. */
  privacy: optional(flag),
};
const statedAudience = { allowWxIds: list(name), atWxIds: list(name), disableWxIds: list(name) };
/** What an upload answered. */
const uploaded = object({ ...texts("fileUrl", "thumbUrl", "fileMd5"), length: optional(number) });
const upload = object({
  fileUrl: always(text),
  thumbUrl: always(text),
  fileMd5: always(text),
  /** Bytes. */
  length: integer,
});
const posted = spare(object({ id, ...texts("userName", "nickName"), /** Epoch seconds. */ createTime: integer }));
const reaction = { ...texts("userName", "nickName"), ...integers("source", "type", "createTime") };
const comment = { ...reaction, content: text, ...ids("commentId", "replyCommentId"), isNotRichText: integer };
const moment = object({
  id: always(id),
  ...texts("userName", "nickName", "snsXml"),
  ...integers("createTime", "likeCount", "commentCount", "withUserCount"),
  likeList: list(object(reaction)),
  commentList: list(object(comment)),
  withUserList: anything,
});
/** The first page sends neither `maxId` nor `firstPageMd5` (or 0 and an empty text); later ones what came last. */
const page = { maxId: optional(id), decrypt: optional(flag), firstPageMd5: optional(text) };
const momentPage = object({
  firstPageMd5: text,
  maxId: id,
  ...integers("snsCount", "requestTime"),
  snsList: list(moment),
});

/** Moments (朋友圈). */
export const sns = {
  likeSns: endpoint({
    path: "/sns/likeSns",
    idempotent: true,
    request: { appId, snsId: id, /** 1 likes, 2 takes it back. */ operType: choice(1, 2), wxid: name },
  }),
  delSns: endpoint({ path: "/sns/delSns", idempotent: true, request: { appId, snsId: id } }),
  snsVisibleScope: endpoint({
    path: "/sns/snsVisibleScope",
    idempotent: true,
    request: { appId, /** How far back others may see; the facts do not name the values. */ option: number },
  }),
  strangerVisibilityEnabled: endpoint({
    path: "/sns/strangerVisibilityEnabled",
    idempotent: true,
    request: { appId, enabled: flag },
  }),
  snsSetPrivacy: endpoint({
    path: "/sns/snsSetPrivacy",
    idempotent: true,
    request: { appId, snsId: id, /** True makes it public. */ open: flag },
  }),
  downloadSnsVideo: endpoint({
    path: "/sns/downloadSnsVideo",
    idempotent: true,
    request: { appId, snsXml: text },
    response: object({ fileUrl: always(text) }),
  }),
  sendTextSns: endpoint({
    path: "/sns/sendTextSns",
    idempotent: false,
    request: { appId, ...audience, content: text },
    response: posted,
  }),
  sendImgSns: endpoint({
    path: "/sns/sendImgSns",
    idempotent: false,
    request: { appId, ...audience, content: optional(text), /** From `uploadSnsImage`. */ imgInfos: list(uploaded) },
    response: posted,
  }),
  sendVideoSns: endpoint({
    path: "/sns/sendVideoSns",
    idempotent: false,
    request: { appId, ...audience, content: optional(text), /** From `uploadSnsVideo`. */ videoInfo: uploaded },
    response: posted,
  }),
  sendUrlSns: endpoint({
    path: "/sns/sendUrlSns",
    idempotent: false,
    request: {
      appId,
      ...audience,
      content: optional(text),
      ...texts("thumbUrl", "linkUrl", "title", "description"),
    },
    response: posted,
  }),
  uploadSnsImage: endpoint({
    path: "/sns/uploadSnsImage",
    idempotent: true,
    request: { appId, imgUrls: list(text) },
    response: list(upload),
  }),
  uploadSnsVideo: endpoint({
    path: "/sns/uploadSnsVideo",
    idempotent: true,
    request: { appId, ...texts("thumbUrl", "videoUrl") },
    response: upload,
  }),
  forwardSns: endpoint({
    path: "/sns/forwardSns",
    idempotent: false,
    request: { appId, ...statedAudience, privacy: optional(flag), snsXml: text },
    response: posted,
  }),
  /** The account's own moments. */
  snsList: endpoint({ path: "/sns/snsList", idempotent: true, request: { appId, ...page }, response: momentPage }),
  contactsSnsList: endpoint({
    path: "/sns/contactsSnsList",
    idempotent: true,
    request: { appId, ...page, wxid: name },
    response: momentPage,
  }),
  snsDetails: endpoint({
    path: "/sns/snsDetails",
    idempotent: true,
    request: { appId, snsId: id },
    response: moment,
  }),
  commentSns: endpoint({
    path: "/sns/commentSns",
    idempotent: false,
    request: {
      appId,
      snsId: id,
      /** 1 comments, 2 deletes a comment. */
      operType: choice(1, 2),
      wxid: name,
      /** Of the comment that is answered or deleted, as digits. */
      commentId: optional(text),
      content: optional(text),
    },
  }),
  /** Shares a channel's video. */
  sendFinderSns: endpoint({
    path: "/sns/sendFinderSns",
    idempotent: false,
    request: { appId, ...statedAudience, ...sharedVideo },
  }),
};
