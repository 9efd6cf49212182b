import { appId, endpoint } from "../endpoint.ts";
import { anything, choice, flag, integer, integers, list, name, object, optional, text, texts } from "../field.ts";

const person = {
  ...texts("userName", "nickName", "pyInitial", "quanPin", "remark", "remarkPyInitial", "remarkQuanPin"),
  ...texts("signature", "alias", "snsBgImg", "country", "province", "city", "bigHeadImgUrl", "smallHeadImgUrl"),
  ...texts("description", "cardImgUrl", "labelList"),
  /** 0 unknown, 1 male, 2 female. */
  sex: integer,
  phoneNumList: anything,
};
const addressBook = object({ friends: list(text), chatrooms: list(text), /** Official accounts. */ ghs: list(text) });

/** Friends and other contacts. */
export const contacts = {
  /** The ids of all contacts; slow for a large address book. */
  fetchContactsList: endpoint({
    path: "/contacts/fetchContactsList",
    idempotent: true,
    request: { appId },
    response: addressBook,
  }),
  /** The same from the gateway's cache, of which the facts do not tell the form. */
  fetchContactsListCache: endpoint({ path: "/contacts/fetchContactsListCache", idempotent: true, request: { appId } }),
  /** Searches by WeChat id or telephone number. */
  search: endpoint({
    path: "/contacts/search",
    idempotent: true,
    request: { appId, contactsInfo: text },
    response: object({
      ...texts("v3", "v4", "nickName", "signature", "bigHeadImgUrl", "smallHeadImgUrl"),
      sex: integer,
    }),
  }),
  /** Asks for a friendship, or answers a request for one. */
  addContacts: endpoint({
    path: "/contacts/addContacts",
    idempotent: false,
    request: {
      appId,
      /** Where the contact comes from; when answering, the `scene` of the callback's XML. */
      scene: integer,
      /** 2 asks, 3 accepts, 4 refuses. */
      option: choice(2, 3, 4),
      /** `v3` and `v4` come from a search or a callback. */
      v3: text,
      v4: text,
      /** The greeting. */
      content: text,
    },
  }),
  deleteFriend: endpoint({ path: "/contacts/deleteFriend", idempotent: true, request: { appId, wxid: name } }),
  /** Friends and groups. */
  getBriefInfo: endpoint({
    path: "/contacts/getBriefInfo",
    idempotent: true,
    request: { appId, wxids: list(name) },
    response: list(object(person)),
  }),
  getDetailInfo: endpoint({
    path: "/contacts/getDetailInfo",
    idempotent: true,
    request: { appId, wxids: list(name) },
    response: list(object(person)),
  }),
  setFriendPermissions: endpoint({
    path: "/contacts/setFriendPermissions",
    idempotent: true,
    request: { appId, wxid: name, /** Chats only: moments and steps are hidden. */ onlyChat: flag },
  }),
  checkRelation: endpoint({
    path: "/contacts/checkRelation",
    idempotent: true,
    request: { appId, wxids: list(name) },
    response: list(object({ wxid: text, relation: integer })),
  }),
  setFriendRemark: endpoint({
    path: "/contacts/setFriendRemark",
    idempotent: true,
    request: { appId, wxid: name, remark: text },
  }),
  getPhoneAddressList: endpoint({
    path: "/contacts/getPhoneAddressList",
    idempotent: true,
    request: { appId, /** All when left out. */ phones: optional(list(text)) },
    response: list(
      object({
        ...texts("userName", "v4", "nickName", "phoneMd5", "signature", "alias", "country", "province", "city"),
        ...texts("bigHeadImgUrl", "smallHeadImgUrl"),
        ...integers("sex", "personalCard"),
      }),
    ),
  }),
  uploadPhoneAddressList: endpoint({
    path: "/contacts/uploadPhoneAddressList",
    idempotent: true,
    request: { appId, phones: list(text), /** 1 uploads, 2 deletes. */ opType: choice(1, 2) },
  }),
};
