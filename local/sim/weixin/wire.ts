import { createCipheriv, createDecipheriv, createHash, randomBytes, randomInt } from "node:crypto";

/** How WeChat and an Official Account know each other. */
export type OfficialKeys = { readonly appId: string; readonly token: string; readonly encodingAesKey: string };
export type WireMode = "safe" | "compatible" | "plain";
export type WireFields = { readonly [name: string]: WireField };
type WireField = string | number | bigint | WireFields | readonly WireField[];

export type WireRequest = { readonly query: Readonly<Record<string, string>>; readonly body: string };

/** One try of WeChat's to deliver a message: signed anew each time. `now` in epoch ms. */
export function officialRequest(
  keys: OfficialKeys,
  fields: WireFields,
  options: { mode: WireMode; format: "xml" | "json"; now: number },
): WireRequest {
  const { mode, format, now } = options;
  const timestamp = String(Math.floor(now / 1000));
  const nonce = String(randomInt(1, 2 ** 31));
  const openid = typeof fields.FromUserName === "string" ? fields.FromUserName : "";
  const signed = { signature: officialSignature(keys.token, timestamp, nonce), timestamp, nonce, openid };
  const write = format === "xml" ? officialXml : officialJson;
  const plain = write(fields);
  if (mode === "plain") return { query: signed, body: plain };
  const Encrypt = encryptOfficial(keys, plain);
  const msg_signature = officialSignature(keys.token, timestamp, nonce, Encrypt);
  // What a third-party platform is told of itself has no recipient but its own appId.
  const { ToUserName = "", AppId } = fields;
  const addressed = fields.ToUserName === undefined && AppId !== undefined ? { AppId } : { ToUserName };
  const outside = mode === "compatible" ? fields : addressed;
  return { query: { ...signed, encrypt_type: "aes", msg_signature }, body: write({ ...outside, Encrypt }) };
}

export function officialSignature(...parts: string[]): string {
  return createHash("sha1").update(parts.sort().join("")).digest("hex");
}

/** 16 random bytes, the length, the text, the appId; PKCS#7 to 32 bytes; AES-256-CBC with the key's half as IV. */
export function encryptOfficial({ appId, encodingAesKey }: OfficialKeys, text: string): string {
  const key = Buffer.from(`${encodingAesKey}=`, "base64");
  const message = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(message.length);
  const content = Buffer.concat([randomBytes(16), length, message, Buffer.from(appId)]);
  const missing = 32 - (content.length % 32);
  const cipher = createCipheriv("aes-256-cbc", key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([
    cipher.update(content),
    cipher.update(Buffer.alloc(missing, missing)),
    cipher.final(),
  ]).toString("base64");
}

/** The text of what was encrypted for the account; undefined where it was not, or for another. */
export function decryptOfficial({ appId, encodingAesKey }: OfficialKeys, encrypted: string): string | undefined {
  const key = Buffer.from(`${encodingAesKey}=`, "base64");
  const decipher = createDecipheriv("aes-256-cbc", key, key.subarray(0, 16)).setAutoPadding(false);
  const bytes = Buffer.from(encrypted, "base64");
  if (bytes.length === 0 || bytes.length % 32 !== 0) return undefined;
  const padded = Buffer.concat([decipher.update(bytes), decipher.final()]);
  const content = padded.subarray(16, padded.length - (padded.at(-1) ?? 0));
  if (content.length < 4) return undefined;
  const end = 4 + content.readUInt32BE(0);
  return content.subarray(end).toString() === appId ? content.subarray(4, end).toString() : undefined;
}

export function officialXml(fields: WireFields): string {
  return `<xml>${inner(fields)}</xml>`;
}

function inner(fields: WireFields): string {
  return Object.entries(fields)
    .flatMap(([name, field]) => (Array.isArray(field) ? field.map((one) => [name, one]) : [[name, field]]))
    .map(([name, field]) => `<${name}>${valueText(field)}</${name}>`)
    .join("\n");
}

function valueText(field: WireField): string {
  if (typeof field === "string") return `<![CDATA[${field.replaceAll("]]>", "]]]]><![CDATA[>")}]]>`;
  return typeof field === "object" ? inner(field as WireFields) : String(field);
}

function officialJson(fields: WireFields): string {
  return JSON.stringify(fields, (_name, value: unknown) =>
    typeof value === "bigint" ? JSON.rawJSON(value.toString()) : value,
  );
}
