import * as z from "zod";
import { endpoint } from "../endpoint.ts";
import { bytes, done, name } from "../shapes.ts";

const family = "mini-programs";

/** Pixels. */
const width = z.int().min(280).max(1280).optional();
const look = {
  width,
  auto_color: z.boolean().optional(),
  line_color: z.looseObject({}).optional(),
  is_hyaline: z.boolean().optional(),
  env_version: z.enum(["release", "trial", "develop"]).optional(),
};

/** Codes, telephone numbers and sessions of mini programs (小程序). */
export const miniPrograms = {
  /** Any number of codes; `scene` has 32 characters at most. */
  unlimitedCode: endpoint({
    path: "/wxa/getwxacodeunlimit",
    method: "POST",
    family,
    request: z.strictObject({
      scene: name.max(32),
      page: z.string().optional(),
      check_path: z.boolean().optional(),
      ...look,
    }),
    answer: bytes,
    idempotent: "yes",
    binary: true,
  }),
  /** 100,000 codes at most, together with `qrCode`. */
  code: endpoint({
    path: "/wxa/getwxacode",
    method: "POST",
    family,
    request: z.strictObject({ path: name.max(1024), ...look }),
    answer: bytes,
    idempotent: "no",
    binary: true,
  }),
  qrCode: endpoint({
    path: "/cgi-bin/wxaapp/createwxaqrcode",
    method: "POST",
    family,
    request: z.strictObject({ path: name.max(128), width }),
    answer: bytes,
    idempotent: "no",
    binary: true,
  }),
  /** A code serves once, for five minutes. */
  phoneNumber: endpoint({
    path: "/wxa/business/getuserphonenumber",
    method: "POST",
    family,
    request: z.strictObject({ code: name, openid: name.optional() }),
    answer: z.looseObject({
      phone_info: z.looseObject({ phoneNumber: z.string(), purePhoneNumber: z.string() }),
    }),
    idempotent: "no",
  }),
  /** Whether a session key is still good: 87009 where it is not. */
  checkSession: endpoint({
    path: "/wxa/checksession",
    method: "GET",
    family,
    request: z.strictObject({ openid: name, signature: name, sig_method: z.literal("hmac_sha256") }),
    answer: done,
    idempotent: "yes",
  }),
  /** Whether WeChat encrypted this for the mini program within three days; the hash is SHA-256 in hex. */
  checkEncrypted: endpoint({
    path: "/wxa/business/checkencryptedmsg",
    method: "POST",
    family,
    request: z.strictObject({ encrypted_msg_hash: name }),
    // WeChat's pages spell it in two ways.
    answer: z.looseObject({ vaild: z.boolean().optional(), valid: z.boolean().optional() }),
    idempotent: "yes",
  }),
};
