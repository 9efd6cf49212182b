import { createCipheriv } from "node:crypto";
import { OFFICIAL_ACCOUNT } from "../../local/sim/weixin/credentials.ts";
import { officialSignature, type WireMode } from "../../local/sim/weixin/wire.ts";
import type { FuzzBody } from "./bodies.ts";
import type { Random } from "./random.ts";

/** A request that WeChat's own signature passes: what comes after it is tried. */
export type FuzzRequest = {
  readonly what: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
};

const { appId, token, encodingAesKey } = OFFICIAL_ACCOUNT;

/** A callback whose body is, or in safe and compatible mode holds, what was made. `now` in epoch ms. */
export function fuzzRequest(random: Random, mode: WireMode, { form, body }: FuzzBody, now: number): FuzzRequest {
  const timestamp = String(Math.floor(now / 1000));
  const nonce = String(random.below(2 ** 31));
  const signed = { timestamp, nonce, signature: officialSignature(token, timestamp, nonce) };
  const what = `${mode}, ${form}`;
  if (mode === "plain") return { what, query: signed, ...sent(body, random) };
  const encrypted = sealed(random, body);
  const query = {
    ...signed,
    encrypt_type: "aes",
    msg_signature: officialSignature(token, timestamp, nonce, encrypted),
  };
  const copy = mode === "compatible" ? body : Buffer.alloc(0);
  const asXml = `<xml><ToUserName><![CDATA[gh]]></ToUserName><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`;
  const asJson = JSON.stringify({ ToUserName: "gh", Encrypt: encrypted, Copy: copy.toString("latin1").slice(0, 1000) });
  return { what, query, ...sent(Buffer.from(random.below(2) === 0 ? asXml : asJson), random) };
}

/** API Gateway hands bodies over as texts, with U+FFFD for what is no UTF-8, or in base64. */
function sent(body: Buffer, random: Random): Pick<FuzzRequest, "body" | "isBase64Encoded"> {
  const isBase64Encoded = random.below(4) === 0;
  return { body: body.toString(isBase64Encoded ? "base64" : "utf8"), isBase64Encoded };
}

/** Encrypted by the right key; now and then with wrong lengths, blocks or recipients inside. */
function sealed(random: Random, body: Buffer): string {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(random.below(20) === 0 ? random.below(2 ** 31) * 2 : body.length);
  const recipient = random.below(20) === 0 ? random.pick(["", "wx_other", "\ufffd", "x".repeat(1000)]) : appId;
  const content = Buffer.concat([Buffer.alloc(16, random.below(256)), length, body, Buffer.from(recipient)]);
  const missing = 32 - (content.length % 32);
  const filling = random.below(20) === 0 ? random.below(256) : missing;
  const key = Buffer.from(`${encodingAesKey}=`, "base64");
  const cipher = createCipheriv("aes-256-cbc", key, key.subarray(0, 16)).setAutoPadding(false);
  const blocks = Buffer.concat([cipher.update(content), cipher.update(Buffer.alloc(missing, filling)), cipher.final()]);
  if (random.below(40) > 0) return blocks.toString("base64");
  return random.pick(["", "=", "AAAA", "你好", blocks.subarray(1).toString("base64"), blocks.toString("base64url")]);
}
