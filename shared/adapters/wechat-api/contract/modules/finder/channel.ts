import { appId, endpoint } from "../../endpoint.ts";
import {
  always,
  choice,
  flag,
  id,
  integer,
  integers,
  list,
  name,
  object,
  optional,
  spare,
  text,
  texts,
} from "../../field.ts";
import { searchPage } from "./search.ts";
import { channel, channelHome, channelPage, letter, mentionPage } from "./shapes.ts";

/** The account's own channel, from `getProfile`: its user name and role (3 by default). */
const me = { myUserName: name, myRoleType: integer };
/** A page's key: absent for the first page, then the key that the page before gave. */
const lastBuffer = optional(text);
const sentLetter = spare(object({ newMsgId: spare(id) }));

/** Channels (视频号): profiles, followers, private letters. */
export const finderChannel = {
  search: endpoint({
    path: "/finder/search",
    idempotent: true,
    request: {
      appId,
      content: text,
      /** 1 everything, 2 accounts. */
      category: optional(choice(1, 2)),
      /** 0 any, 1 the latest, 2 liked by friends. */
      filter: optional(choice(0, 1, 2)),
      /** From 0. */
      page: optional(integer),
      /** The last answer's `cookies`, `searchID` and `offset`. */
      cookie: optional(text),
      searchId: optional(text),
      offset: optional(integer),
    },
    response: searchPage,
  }),
  getProfile: endpoint({
    path: "/finder/getProfile",
    idempotent: true,
    request: { appId },
    response: object({
      ...integers("signatureMaxLength", "nicknameMinLength", "nicknameMaxLength", "userNoFinder", "userFlag"),
      ...integers("purchasedTotalCount", "currentAliasRoleType", "nextAliasModAvailableTime"),
      privacySetting: object({ exportJumpLink: text }),
      aliasInfo: list(object({ ...texts("nickname", "headImgUrl"), roleType: integer })),
      actionWording: object({}),
      mainFinderUsername: text,
    }),
  }),
  createFinder: endpoint({
    path: "/finder/createFinder",
    idempotent: false,
    request: { appId, nickName: text, headImg: text, signature: optional(text), sex: optional(integer) },
    response: object({ ...texts("username", "nickname", "headUrl", "signature"), followFlag: integer }),
  }),
  updateProfile: endpoint({
    path: "/finder/updateProfile",
    idempotent: true,
    request: {
      appId,
      nickName: optional(text),
      headImg: optional(text),
      signature: optional(text),
      sex: optional(integer),
      country: optional(text),
      province: optional(text),
      city: optional(text),
      ...me,
    },
  }),
  /** The channels that the account runs. */
  getFinderInfo: endpoint({
    path: "/finder/getFinderInfo",
    idempotent: true,
    request: { appId },
    response: object(texts("finderUsername", "headImgUrl", "nickname", "acctType", "ownerWxUin")),
  }),
  getQrCode: endpoint({
    path: "/finder/getQrCode",
    idempotent: true,
    request: { appId, ...me },
    response: object(texts("qrcode", "qrcodeUrl")),
  }),
  /** Logs in to the channel's web console by its QR code. */
  scanLoginChannels: endpoint({
    path: "/finder/scanLoginChannels",
    idempotent: false,
    request: { appId, /** What the QR code says. */ qrContent: text, username: name },
    response: object({
      sessionId: text,
      finderList: list(
        object({
          ...texts(
            "finderUsername",
            "nickname",
            "headImgUrl",
            "coverImgUrl",
            "adminNickname",
            "categoryFlag",
            "uniqId",
          ),
          ...integers("spamFlag", "acctType", "authIconType", "ownerWxUin"),
          isMasterFinder: flag,
        }),
      ),
      acctStatus: integer,
    }),
  }),
  follow: endpoint({
    path: "/finder/follow",
    idempotent: true,
    request: {
      appId,
      ...me,
      toUserName: name,
      /** 1 follows, 2 stops following. */
      opType: choice(1, 2),
      /** Of a search's answer; empty texts where it was not found by searching. */
      searchInfo: object(texts("cookies", "docId", "searchId")),
    },
    response: object(channel),
  }),
  scanFollow: endpoint({
    path: "/finder/scanFollow",
    idempotent: true,
    request: {
      appId,
      proxyIp: text,
      ...me,
      /** The QR code's link, or a user name; with a name both ids below are those of its page. */
      qrContent: text,
      ...texts("objectId", "objectNonceId"),
    },
    response: object(channel),
  }),
  userPage: endpoint({
    path: "/finder/userPage",
    idempotent: true,
    request: {
      appId,
      toUserName: name,
      lastBuffer,
      /** 0, then the id of the last video. */
      maxId: optional(id),
      searchInfo: optional(object({ cookies: optional(text), searchId: optional(text) })),
    },
    response: channelHome,
  }),
  followList: endpoint({
    path: "/finder/followList",
    idempotent: true,
    request: { appId, ...me, lastBuffer },
    response: channelPage,
  }),
  mentionList: endpoint({
    path: "/finder/mentionList",
    idempotent: true,
    request: {
      appId,
      ...me,
      lastBuff: optional(text),
      /** 3 likes, 4 comments, 5 followers. */ reqScene: choice(3, 4, 5),
    },
    response: mentionPage,
  }),
  getMsgSessionId: endpoint({
    path: "/finder/getMsgSessionId",
    idempotent: true,
    request: {
      appId,
      toUserName: name,
      myUserName: name,
      /** 1 as a channel, 2 as a person. */ myAccountType: choice(1, 2),
    },
    response: object({
      toUsername: text,
      sessionId: always(text),
      ...integers("rejectMsg", "enableAction"),
      msgExtInfo: text,
    }),
  }),
  contactList: endpoint({
    path: "/finder/contactList",
    idempotent: true,
    request: { appId, ...me, /** The user name to look up. */ queryInfo: text },
    response: list(
      object({
        ...texts("username", "nickname", "headUrl", "signature", "wxUsernameV5"),
        extInfo: object({ ...texts("country", "province", "city"), sex: integer }),
        msgInfo: object(texts("msgUsername", "sessionId")),
      }),
    ),
  }),
  /** `msgSessionId` comes from `getMsgSessionId`. */
  postPrivateLetter: endpoint({
    path: "/finder/postPrivateLetter",
    idempotent: false,
    request: { appId, content: text, toUserName: name, myUserName: name, msgSessionId: text },
    response: sentLetter,
  }),
  postPrivateLetterImg: endpoint({
    path: "/finder/postPrivateLetterImg",
    idempotent: false,
    request: { appId, imgUrl: text, toUserName: name, myUserName: name, msgSessionId: text },
    response: sentLetter,
  }),
  /** Out of service at the vendor for the time being. */
  syncPrivateLetterMsg: endpoint({
    path: "/finder/syncPrivateLetterMsg",
    idempotent: true,
    request: { appId, /** Absent for the first page. */ keyBuff: optional(text) },
    response: object({ list: list(letter), keyBuff: text }),
  }),
};
