import * as z from "zod";
import { AppError } from "../../../kernel/domain/errors.ts";
import { parseLosslessJson } from "../../../kernel/domain/lossless-json.ts";
import {
  vendorBuffer,
  vendorId,
  vendorInteger,
  vendorName,
  vendorOptionalName,
  vendorSeconds,
  vendorSpareInteger,
  vendorSpareText,
  vendorText,
} from "./vendor-fields.ts";

const envelope = {
  TypeName: z.string().min(1),
  Appid: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, "must be 1 to 64 letters, digits, _ or -"),
  Wxid: vendorOptionalName,
};

const addMsgSchema = z.object({
  ...envelope,
  Data: z
    .object({
      MsgType: vendorInteger,
      NewMsgId: vendorId,
      MsgId: vendorId,
      FromUserName: vendorName,
      ToUserName: vendorName,
      Content: vendorText,
      CreateTime: vendorSeconds,
      MsgSource: vendorSpareText,
      ImgBuf: vendorBuffer,
    })
    .refine((data) => data.NewMsgId !== undefined || data.MsgId !== undefined, {
      path: ["NewMsgId"],
      message: "is missing, and MsgId too",
    }),
});

const contactSchema = z.object({
  ...envelope,
  Data: z.object({
    UserName: vendorSpareText,
    NickName: vendorSpareText,
    Remark: vendorSpareText,
    Sex: vendorSpareInteger,
    Country: vendorSpareText,
    Province: vendorSpareText,
    City: vendorSpareText,
    Signature: vendorSpareText,
    SmallHeadImgUrl: vendorSpareText,
    BigHeadImgUrl: vendorSpareText,
    EncryptUserName: vendorSpareText,
    ChatRoomOwner: vendorSpareText,
  }),
});

const otherSchema = z.object({ ...envelope, Data: z.unknown().optional() });

/** The fields of a message (`AddMsg`), typed. */
export type AddMsgData = z.infer<typeof addMsgSchema>["Data"];
/** The fields of a contact or group (`ModContacts`, `DelContacts`), typed. */
export type ContactData = z.infer<typeof contactSchema>["Data"];

type Envelope = {
  appId: string;
  /** The account's own wxid; empty where the vendor left it out. */
  wxid: string;
  /** What came, kept for messages of unknown kind. */
  raw: { TypeName: string; Data: unknown };
};

/** A callback whose shape has been checked. */
export type VendorCallback = Envelope &
  (
    | { type: "AddMsg"; data: AddMsgData }
    | { type: "ModContacts" | "DelContacts"; data: ContactData }
    | { type: "Offline" }
    | { type: "other" }
  );

/**
 * Reads the body of a callback. The vendor's probe, `{"testMsg": …, "token": …}`, which it sends when a callback URL is
 * set, is told apart and its token dropped. A `TypeName` or `MsgType` that is not known is no error.
 *
 * Throws `AppError("invalid-input")`: not JSON, or a field is missing or of a type that cannot be used; then `details`
 * has `issues: [{ path, message }]`, which quote no values.
 */
export function parseCallbackBody(text: string): { type: "probe" } | { type: "message"; callback: VendorCallback } {
  const body = parseLosslessJson(text);
  if (isObject(body) && !("TypeName" in body) && "testMsg" in body) return { type: "probe" };
  return { type: "message", callback: readCallback(body) };
}

/** Reads a callback that is JSON no more, its 64-bit ids as digits. Throws `invalid-input` as `parseCallbackBody`. */
export function readCallback(body: unknown): VendorCallback {
  if (!isObject(body)) throw invalid([{ path: "", message: "must be an object" }]);
  const type = "TypeName" in body ? body.TypeName : undefined;
  const data = "Data" in body ? body.Data : undefined;
  switch (type) {
    case "AddMsg": {
      const valid = check(addMsgSchema, body);
      return { type, ...envelopeOf(valid, data), data: valid.Data };
    }
    case "ModContacts":
    case "DelContacts": {
      const valid = check(contactSchema, body);
      return { type, ...envelopeOf(valid, data), data: valid.Data };
    }
    default: {
      const valid = check(otherSchema, body);
      return { type: type === "Offline" ? type : "other", ...envelopeOf(valid, data) };
    }
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function envelopeOf(valid: { TypeName: string; Appid: string; Wxid: string }, data: unknown): Envelope {
  return { appId: valid.Appid, wxid: valid.Wxid, raw: { TypeName: valid.TypeName, Data: data } };
}

function check<T>(schema: z.ZodType<T>, body: object): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw invalid(result.error.issues.map(({ path, message }) => ({ path: path.join("."), message })));
}

function invalid(issues: { path: string; message: string }[]): AppError {
  const list = issues.map(({ path, message }) => (path === "" ? `the body ${message}` : `${path}: ${message}`));
  return new AppError("invalid-input", `not a callback: ${list.join("; ")}`, { details: { issues } });
}
