import { appId, endpoint } from "../endpoint.ts";
import { always, choice, flag, integer, name, object, optional, text, texts } from "../field.ts";

/** `socks5://user:password@host:port`. */
const proxyIp = text;

/** Logging in and out, and the connection of an account. */
export const login = {
  /**
   * A code to scan, good for 120 s. The first login sends an empty `appId` and gets a new one; every later login of
   * that account must send it again, because a second device for one person raises risk control.
   */
  getLoginQrCode: endpoint({
    path: "/login/getLoginQrCode",
    idempotent: false,
    request: {
      appId: optional(text),
      proxyIp: optional(proxyIp),
      /** The region to log in from, as an administrative code: `320000`. */
      regionId: text,
      type: choice("ipad", "mac"),
      /** Id of a proxy program in the user's own network; together with `regionId` or `proxyIp` only. */
      ttuid: optional(text),
    },
    response: object({
      appId: always(name),
      uuid: always(name),
      /** What the QR code says. */
      qrData: always(text),
      qrUrl: text,
      /** A data URL. */
      qrImgBase64: text,
    }),
  }),
  /** How far a login is; to be asked every 5 s. Success is `status` 2 with a `loginInfo`. */
  checkLogin: endpoint({
    path: "/login/checkLogin",
    idempotent: true,
    request: {
      appId,
      proxyIp: optional(proxyIp),
      uuid: text,
      /** The number that the phone shows after the scan, where it asks for one. */
      captchCode: optional(text),
      /** Solve the slider by itself; a mac only, false for an ipad. */
      autoSliding: flag,
    },
    response: object({
      uuid: text,
      ...texts("headImgUrl", "nickName"),
      /** Seconds left. */
      expiredTime: integer,
      /** 0 not scanned, 1 scanned and waiting on the phone, 2 logged in, 4 cancelled. */
      status: always(integer),
      /** The page of a new-device check, to be shown as a QR code. */
      url: text,
      loginInfo: object({ uin: integer, wxid: always(name), ...texts("nickName", "mobile", "alias") }),
    }),
  }),
  /** Asks the phone for a tap instead of a scan. */
  dialogLogin: endpoint({
    path: "/login/dialogLogin",
    idempotent: false,
    request: { appId, proxyIp, regionId: text },
    response: object({ appId: text, uuid: always(name) }),
  }),
  logout: endpoint({ path: "/login/logout", idempotent: true, request: { appId } }),
  /** Whether the gateway thinks that the account is online; it may say so although sends fail. */
  checkOnline: endpoint({ path: "/login/checkOnline", idempotent: true, request: { appId }, response: flag }),
  /** For an account that is online and silent. */
  reconnection: endpoint({ path: "/login/reconnection", idempotent: true, request: { appId }, response: flag }),
  setProxy: endpoint({ path: "/login/setProxy", idempotent: true, request: { appId, proxyIp } }),
  /** One URL for all accounts of a token. The vendor probes it at once and wants a 200. */
  setCallback: endpoint({
    path: "/login/setCallback",
    idempotent: true,
    request: { appId: optional(text), /** The gateway's token. */ token: text, callbackUrl: text },
  }),
};
