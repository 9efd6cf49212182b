import { OK, refused } from "../answer.ts";
import { isSignedWithKey, sealedAt, takePhone } from "../mini/sessions.ts";
import type { BehavioursOf } from "./behaviour.ts";
import { CODE } from "./pictures.ts";

/** Codes, telephone numbers and sessions. */
export const miniPrograms: BehavioursOf<"miniPrograms"> = {
  unlimitedCode: () => CODE,
  code: () => CODE,
  qrCode: () => CODE,
  phoneNumber({ appId, now, shelf }, given) {
    const phone = takePhone(shelf, given, now);
    if (phone === undefined) return refused(40_029);
    const watermark = { timestamp: Math.floor(now / 1000), appid: appId };
    return { ...OK, phone_info: { phoneNumber: phone, purePhoneNumber: phone, countryCode: "86", watermark } };
  },
  checkSession: ({ shelf }, { openid, signature }) =>
    isSignedWithKey(shelf, openid, signature) ? OK : refused(87_009),
  checkEncrypted({ shelf, now }, { encrypted_msg_hash }) {
    const at = sealedAt(shelf, encrypted_msg_hash, now);
    return at === undefined ? { ...OK, vaild: false } : { ...OK, vaild: true, create_time: Math.floor(at / 1000) };
  },
};
