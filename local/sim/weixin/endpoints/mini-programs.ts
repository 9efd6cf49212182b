import * as z from "zod";
import { OK, refused } from "../answer.ts";
import type { BehavioursOf } from "./behaviour.ts";
import { CODE } from "./pictures.ts";

const used = z.object({});

/** Codes, telephone numbers and sessions. */
export const miniPrograms: BehavioursOf<"miniPrograms"> = {
  unlimitedCode: () => CODE,
  code: () => CODE,
  qrCode: () => CODE,
  phoneNumber({ appId, now, shelf }, { code }) {
    if (shelf("phone-codes", used).get(code)) return refused(40_029);
    shelf("phone-codes", used).put(code, {});
    const watermark = { timestamp: Math.floor(now / 1000), appid: appId };
    return {
      ...OK,
      phone_info: { phoneNumber: "13800138000", purePhoneNumber: "13800138000", countryCode: "86", watermark },
    };
  },
  checkSession: (_desk, { signature }) => (/^[0-9a-f]{64}$/.test(signature) ? OK : refused(87_009)),
  checkEncrypted: ({ now }, { encrypted_msg_hash }) => ({
    ...OK,
    vaild: /^[0-9a-f]{64}$/.test(encrypted_msg_hash),
    create_time: Math.floor(now / 1000),
  }),
};
