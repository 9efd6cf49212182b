import { appId, endpoint } from "../endpoint.ts";
import { always, choice, flag, integer, integers, list, name, object, optional, text, texts } from "../field.ts";

/** The account's own person. */
export const personal = {
  getProfile: endpoint({
    path: "/personal/getProfile",
    idempotent: true,
    request: { appId },
    response: object({
      wxid: always(name),
      ...texts("alias", "nickName", "mobile", "province", "city", "signature", "country"),
      ...texts("bigHeadImgUrl", "smallHeadImgUrl", "regCountry", "snsBgImg"),
      ...integers("uin", "sex"),
    }),
  }),
  getQrCode: endpoint({
    path: "/personal/getQrCode",
    idempotent: true,
    request: { appId },
    response: object({ qrCode: always(text) }),
  }),
  /** The devices that the account has logged in on. */
  getSafetyInfo: endpoint({
    path: "/personal/getSafetyInfo",
    idempotent: true,
    request: { appId },
    response: object({
      list: list(object({ ...texts("uuid", "deviceName", "deviceType"), /** Epoch seconds. */ lastTime: integer })),
    }),
  }),
  privacySettings: endpoint({
    path: "/personal/privacySettings",
    idempotent: true,
    request: { appId, /** Which setting; the facts do not name the values. */ option: optional(integer), open: flag },
  }),
  updateProfile: endpoint({
    path: "/personal/updateProfile",
    idempotent: true,
    request: {
      appId,
      city: optional(text),
      ...texts("country", "nickName", "province", "signature"),
      /** 1 male, 2 female. */
      sex: choice("1", "2"),
    },
  }),
  updateHeadImg: endpoint({
    path: "/personal/updateHeadImg",
    idempotent: true,
    request: { appId, headImgUrl: optional(text) },
  }),
};
