import { always, anything, id, ids, integer, integers, list, name, number, object, text, texts } from "../../field.ts";

/** What the answers about channels (视频号) have in common. The vendor's spelling of names differs from place to place. */
const media = object({
  ...texts("Url", "ThumbUrl", "Md5Sum", "coverUrl", "decodeKey", "urlToken", "thumbUrlToken"),
  ...texts("fullThumbUrl", "fullThumbUrlToken", "fullCoverUrl"),
  ...integers("MediaType", "VideoPlayLen", "Width", "Height", "FileSize", "Bitrate"),
  ...integers("cardShowStyle", "dynamicRangeType", "videoType"),
  codecInfo: object(integers("thumbScore", "hdimgScore")),
  liveCoverImgs: list(object({ ThumbUrl: text, ...integers("FileSize", "Width", "Height", "Bitrate") })),
});
const region = { ...texts("country", "province", "city"), sex: integer };
const song = texts("docId", "albumThumbUrl", "name", "artist", "albumName", "mediaStreamingUrl");
const music = {
  ...song,
  ...texts("miniappInfo", "webUrl", "floatThumbUrl", "songId"),
  ...integers("chorusBegin", "docType"),
};
const empty = object({});

/** An account of a channel. */
export const channel = {
  ...texts("username", "nickname", "headUrl", "signature", "coverImgUrl"),
  ...integers("followFlag", "followTime", "spamStatus", "extFlag", "liveStatus", "status"),
  ...integers("friendFollowCount", "oneTimeFlag"),
  seq: id,
  authInfo: empty,
  extInfo: object(region),
  liveCoverImgUrl: text,
  liveInfo: object({
    ...integers("anchorStatusFlag", "switchFlag"),
    lotterySetting: object(integers("settingFlag", "attendType")),
  }),
};

/** A page of accounts: followers, followed ones. */
export const channelPage = object({
  contactList: list(object(channel)),
  lastBuffer: text,
  ...integers("continueFlag", "followCount"),
});

/** A published video. */
export const video = object({
  id: always(id),
  ...texts("nickname", "username", "objectNonceId", "sendShareFavWording", "sessionBuffer", "verifyInfoBuf"),
  internalFeedbackUrl: text,
  objectDesc: object({
    description: text,
    media: list(media),
    mediaType: integer,
    location: empty,
    extReading: empty,
    topic: object({ finderTopicInfo: text }),
    imgFeedBgmInfo: object(song),
    followPostInfo: object({ musicInfo: object(music), groupId: text, hasBgm: integer }),
    fromApp: empty,
    event: empty,
    mvInfo: empty,
    draftObjectId: id,
    clientDraftExtInfo: object({ lbsFlagType: integer, videoMusicId: text }),
    generalReportInfo: empty,
    posterLocation: object({ longitude: number, latitude: number, city: text }),
    shortTitle: list(anything),
    originalInfoDesc: empty,
    finderNewlifeDesc: empty,
  }),
  ...integers("createtime", "likeFlag", "forwardCount", "likeCount", "commentCount", "deletetime", "friendLikeCount"),
  ...integers("objectStatus", "originalFlag", "secondaryShowFlag", "favCount", "favFlag", "urlValidTime"),
  ...integers("forwardStyle", "permissionFlag", "objectType", "followFeedCount", "wxStatusRefCount", "adFlag"),
  ...integers("ringtoneCount", "funcFlag"),
  displayid: id,
  likeList: list(anything),
  contact: object(channel),
  attachmentList: empty,
  tipsInfo: empty,
  playhistoryInfo: empty,
  flowCardRecommandReason: empty,
  ipRegionInfo: empty,
});

/** How many have reacted to a video. */
const counts = object(integers("commentCount", "likeCount", "forwardCount", "favCount"));

/** A page of a video's comments. */
export const commentPage = object({
  lastBuffer: text,
  commentInfo: list(
    object({
      ...texts("username", "nickname", "content", "headUrl", "replyContent", "reportJson"),
      ...ids("commentId", "replyCommentId"),
      ...integers("createtime", "likeFlag", "likeCount", "expandCommentCount", "continueFlag", "displayFlag"),
      ...integers("upContinueFlag", "extFlag", "contentType"),
      authorContact: object(texts("username", "nickname", "headUrl")),
      ipRegionInfo: object({ regionText: list(text) }),
      levelTwoComment: list(anything),
    }),
  ),
  countInfo: counts,
  ...integers("upContinueFlag", "downContinueFlag"),
  monotonicData: object({ countInfo: counts, commentCount: object({ commentCount: integer }) }),
});

/** A page of what others did: likes, comments, new followers. */
export const mentionPage = object({
  list: object({
    mentions: list(
      object({
        ...texts("headUrl", "nickname", "mentionContent", "thumbUrl", "refContent", "description", "replyNickname"),
        ...texts("refObjectNonceId", "username"),
        ...ids("mentionId", "refObjectId", "refCommentId", "svrMentionId"),
        ...integers("mentionType", "createtime", "flag", "extflag", "mediaType", "refObjectType", "followFlag"),
        ...integers("orderCount", "interactionCount", "forceUseRefContent"),
        contact: object({ contact: object(channel) }),
        extInfo: object(texts("appName", "entityId")),
      }),
    ),
  }),
  lastBuff: text,
});

/** A page of a channel. */
export const channelHome = object({
  object: list(video),
  finderUserInfo: object({ coverImgUrl: text }),
  contact: object(channel),
  ...integers("feedsCount", "continueFlag", "friendFollowCount", "privateLock", "liveDurationHours"),
  lastBuffer: text,
  userTags: list(anything),
  preloadInfo: object({
    preloadStrategyId: id,
    globalInfo: object({
      ...integers("prevCount", "nextCount", "maxBitRate", "preloadFileMinBytes", "preloadMaxConcurrentCount"),
      ...integers("megavideoMaxBitRate", "megavideoPrevCount", "megavideoNextCount"),
      ...integers("minBufferLength", "maxBufferLength", "minCurrentFeedBufferLength", "canPreCreatedPlayer"),
    }),
  }),
  justWatch: object(integers("showJustWatch", "allowPrefetch")),
  ipRegionInfo: empty,
  mcnInfo: object({ agencyName: text }),
  productInfo: empty,
});

/** What an upload answered, and what a publication wants of it. */
export const uploadedVideo = {
  fileUrl: always(text),
  thumbUrl: always(text),
  mp4Identify: always(text),
  /** Bytes. */
  fileSize: always(integer),
  thumbMD5: always(text),
  fileKey: always(text),
};

/** A private letter, in the form of a callback's message. */
export const letter = object({
  ...integers("syncKeyType", "itemType", "subType"),
  content: object({
    msg: object({
      ...ids("MsgId", "NewMsgId"),
      FromUserName: object({ string: name }),
      ToUserName: object({ string: name }),
      Content: object({ string: text }),
      ...integers("MsgType", "Status", "ImgStatus", "CreateTime", "MsgSeq"),
      ImgBuf: object({ iLen: integer }),
      MsgSource: text,
    }),
    msgSessionId: text,
    seq: id,
    extinfo: text,
    isSender: integer,
  }),
});
