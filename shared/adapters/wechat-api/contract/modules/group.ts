import { appId, endpoint } from "../endpoint.ts";
import { always, anything, choice, flag, integer, integers, list, name, object, text, texts } from "../field.ts";

/** A group's id; it ends in `@chatroom`. */
const chatroomId = name;
const member = object({
  wxid: always(name),
  ...texts("nickName", "inviterUserName", "displayName", "bigHeadImgUrl", "smallHeadImgUrl"),
  memberFlag: integer,
});

/** Groups. */
export const group = {
  createChatroom: endpoint({
    path: "/group/createChatroom",
    idempotent: false,
    request: { appId, /** Two friends or more. */ wxids: list(name) },
    response: object({ headImgBase64: text, chatroomId: always(name) }),
  }),
  modifyChatroomName: endpoint({
    path: "/group/modifyChatroomName",
    idempotent: true,
    request: { appId, chatroomName: text, chatroomId },
  }),
  modifyChatroomRemark: endpoint({
    path: "/group/modifyChatroomRemark",
    idempotent: true,
    request: { appId, chatroomRemark: text, chatroomId },
  }),
  modifyChatroomNickNameForSelf: endpoint({
    path: "/group/modifyChatroomNickNameForSelf",
    idempotent: true,
    request: { appId, nickName: text, chatroomId },
  }),
  inviteMember: endpoint({
    path: "/group/inviteMember",
    idempotent: false,
    request: { appId, /** A comma list. */ wxids: text, chatroomId, reason: text },
  }),
  removeMember: endpoint({
    path: "/group/removeMember",
    idempotent: true,
    request: { appId, /** A comma list. */ wxids: text, chatroomId },
  }),
  quitChatroom: endpoint({ path: "/group/quitChatroom", idempotent: true, request: { appId, chatroomId } }),
  getChatroomInfo: endpoint({
    path: "/group/getChatroomInfo",
    idempotent: true,
    request: { appId, chatroomId },
    response: object({
      chatroomId: name,
      ...texts("nickName", "pyInitial", "quanPin", "remark", "remarkPyInitial", "remarkQuanPin"),
      ...texts("chatRoomOwner", "smallHeadImgUrl"),
      ...integers("sex", "chatRoomNotify"),
      memberList: list(member),
    }),
  }),
  getChatroomMemberList: endpoint({
    path: "/group/getChatroomMemberList",
    idempotent: true,
    request: { appId, chatroomId },
    response: object({ memberList: list(member), chatroomOwner: text, adminWxid: anything }),
  }),
  getChatroomMemberDetail: endpoint({
    path: "/group/getChatroomMemberDetail",
    idempotent: true,
    request: { appId, chatroomId, memberWxids: list(name) },
    response: list(
      object({
        ...texts("userName", "nickName", "pyInitial", "quanPin", "remark", "remarkPyInitial", "remarkQuanPin"),
        ...texts("signature", "alias", "snsBgImg", "country", "province", "city", "bigHeadImgUrl", "smallHeadImgUrl"),
        ...texts("description", "cardImgUrl", "labelList", "friendUserName", "inviterUserName"),
        ...integers("sex", "chatRoomNotify", "memberFlag"),
        phoneNumList: list(text),
      }),
    ),
  }),
  setChatroomAnnouncement: endpoint({
    path: "/group/setChatroomAnnouncement",
    idempotent: false,
    request: { appId, chatroomId, content: text },
  }),
  getChatroomAnnouncement: endpoint({
    path: "/group/getChatroomAnnouncement",
    idempotent: true,
    request: { appId, chatroomId },
    response: object({ ...texts("announcement", "announcementEditor"), /** Epoch seconds. */ publishTime: integer }),
  }),
  agreeJoinRoom: endpoint({
    path: "/group/agreeJoinRoom",
    idempotent: true,
    request: { appId, /** From the invitation's callback. */ url: text },
    response: object({ chatroomId: name }),
  }),
  addGroupMemberAsFriend: endpoint({
    path: "/group/addGroupMemberAsFriend",
    idempotent: false,
    request: { appId, chatroomId, memberWxid: name, /** The greeting. */ content: text },
    response: object({ v3: text }),
  }),
  getChatroomQrCode: endpoint({
    path: "/group/getChatroomQrCode",
    idempotent: true,
    request: { appId, chatroomId },
    response: object({ qrBase64: always(text), /** Until when it is good, in words. */ qrTips: text }),
  }),
  /** Only groups in the address book are in the contacts' list. */
  saveContractList: endpoint({
    path: "/group/saveContractList",
    idempotent: true,
    request: { appId, chatroomId, /** 3 saves, 2 removes. */ operType: choice(2, 3) },
  }),
  adminOperate: endpoint({
    path: "/group/adminOperate",
    idempotent: true,
    request: {
      appId,
      chatroomId,
      /** 1 adds administrators, 2 removes them, 3 hands the group over to the one person named. */
      operType: choice(1, 2, 3),
      wxids: list(name),
    },
  }),
  pinChat: endpoint({ path: "/group/pinChat", idempotent: true, request: { appId, chatroomId, top: flag } }),
  setMsgSilence: endpoint({
    path: "/group/setMsgSilence",
    idempotent: true,
    request: { appId, chatroomId, silence: flag },
  }),
  joinRoomUsingQRCode: endpoint({
    path: "/group/joinRoomUsingQRCode",
    idempotent: true,
    request: { appId, /** What the QR code says. */ qrUrl: text },
    response: object(texts("chatroomName", "html", "chatroomId")),
  }),
  roomAccessApplyCheckApprove: endpoint({
    path: "/group/roomAccessApplyCheckApprove",
    idempotent: true,
    request: { appId, chatroomId, /** Digits. */ newMsgId: text, msgContent: text },
  }),
};
