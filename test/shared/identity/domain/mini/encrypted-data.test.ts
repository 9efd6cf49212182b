import { createCipheriv, randomBytes } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assertSigned, openEncrypted } from "../../../../../shared/identity/domain/mini/encrypted-data.ts";
import { phoneNumberIn } from "../../../../../shared/identity/domain/mini/phone-number.ts";
import { PYCRYPTODOME, SIGNED_RAW, TENCENT } from "../../../../support/mini-examples.ts";

const { appId, sessionKey, iv, encryptedData, at } = TENCENT;
const refusal = expect.objectContaining({ code: "unprocessable", message: expect.stringContaining("log in again") });

function encrypted(text: string | Buffer, key: Buffer, padding = true) {
  const start = randomBytes(16);
  const cipher = createCipheriv("aes-128-cbc", key, start).setAutoPadding(padding);
  const bytes = Buffer.concat([cipher.update(text), cipher.final()]);
  return { encryptedData: bytes.toString("base64"), iv: start.toString("base64") };
}

describe("encrypted data", () => {
  it("of Tencent's demo says who the person is", () => {
    expect(openEncrypted(appId, sessionKey, { encryptedData, iv }, at)).toMatchObject({
      openId: TENCENT.openid,
      nickName: "Band",
      unionId: "ocMvos6NjeKLIBqg5Mr9QjxrP1FA",
      watermark: { timestamp: 1477314187, appid: appId },
    });
  });

  it("of another implementation tells a phone number", () => {
    const data = openEncrypted(PYCRYPTODOME.appId, PYCRYPTODOME.sessionKey, PYCRYPTODOME, PYCRYPTODOME.at);
    expect(phoneNumberIn(PYCRYPTODOME.appId, data, PYCRYPTODOME.at)).toEqual({
      phoneNumber: "13580006666",
      purePhoneNumber: "13580006666",
      countryCode: "86",
    });
  });

  it.each([
    ["for another app", "wx0000000000000000", sessionKey, {}, at],
    ["under another key", appId, PYCRYPTODOME.sessionKey, {}, at],
    ["under a key of 15 bytes", appId, Buffer.alloc(15, 1).toString("base64"), {}, at],
    ["under a key of 32 bytes", appId, Buffer.alloc(32, 1).toString("base64"), {}, at],
    ["with another iv", appId, sessionKey, { iv: PYCRYPTODOME.iv }, at],
    ["with an iv of 12 bytes", appId, sessionKey, { iv: Buffer.alloc(12, 1).toString("base64") }, at],
    ["with a byte changed at its start", appId, sessionKey, { encryptedData: `D${encryptedData.slice(1)}` }, at],
    [
      "with its last block changed",
      appId,
      sessionKey,
      { encryptedData: encryptedData.replace("INew==", "INfw==") },
      at,
    ],
    ["without its last block", appId, sessionKey, { encryptedData: encryptedData.slice(0, -64) }, at],
    ["that is no base64", appId, sessionKey, { encryptedData: `*${encryptedData.slice(1)}` }, at],
    ["that is empty", appId, sessionKey, { encryptedData: "" }, at],
    ["301 s old", appId, sessionKey, {}, at + 301_000],
    ["of 301 s ahead", appId, sessionKey, {}, at - 301_000],
  ])("%s is refused, and the refusal tells nothing", (_what, app, key, changes, now) => {
    expect(() => openEncrypted(app, key, { encryptedData, iv, ...changes }, now)).toThrow(refusal);
  });

  it("is taken up to 300 s from its time", () => {
    for (const now of [at - 300_000, at + 300_000]) {
      expect(openEncrypted(appId, sessionKey, { encryptedData, iv }, now)).toHaveProperty("openId");
    }
  });

  it("is refused where a watermark is missing or no JSON is inside", () => {
    const key = randomBytes(16);
    for (const text of ["{}", "no JSON", "[]", "null", '{"watermark":{"appid":"wx_a"}}', Buffer.from([0x7b, 0xff])]) {
      expect(() => openEncrypted("wx_a", key.toString("base64"), encrypted(text, key), at)).toThrow(refusal);
    }
  });

  it("is refused with any padding but PKCS#7 of 16", () => {
    const key = randomBytes(16);
    const text = JSON.stringify({ watermark: { appid: "wx_a", timestamp: at / 1000 } });
    const room = 16 - (text.length % 16);
    for (const padding of [0, room + 16, 17, 255].map((last) => Buffer.alloc(room, last)).concat(Buffer.alloc(room))) {
      const padded = Buffer.concat([Buffer.from(text), padding]);
      expect(() => openEncrypted("wx_a", key.toString("base64"), encrypted(padded, key, false), at)).toThrow(refusal);
    }
    const mixed = Buffer.concat([Buffer.from(text), Buffer.alloc(room - 1, 1), Buffer.from([room])]);
    expect(() => openEncrypted("wx_a", key.toString("base64"), encrypted(mixed, key, false), at)).toThrow(refusal);
  });

  it("opens to what was put in, or is refused: with any changed bit", () => {
    const key = randomBytes(16);
    const inside = { text: "店", watermark: { appid: "wx_a", timestamp: at / 1000 } };
    fc.assert(
      fc.property(fc.nat(), fc.nat(7), (place, bit) => {
        const data = encrypted(JSON.stringify(inside), key);
        const bytes = Buffer.from(data.encryptedData, "base64");
        const last = bytes.length - 32 + (place % 32);
        bytes[last] = (bytes[last] ?? 0) ^ (1 << bit);
        expect(openEncrypted("wx_a", key.toString("base64"), data, at)).toEqual(inside);
        const changed = { ...data, encryptedData: bytes.toString("base64") };
        expect(() => openEncrypted("wx_a", key.toString("base64"), changed, at)).toThrow(refusal);
      }),
    );
  });
});

describe("raw data", () => {
  it("is signed as on Tencent's page", () => {
    expect(() => assertSigned(SIGNED_RAW.sessionKey, SIGNED_RAW.rawData, SIGNED_RAW.signature)).not.toThrow();
  });

  it.each([
    ["under another key", sessionKey, SIGNED_RAW.rawData, SIGNED_RAW.signature],
    ["that was changed", SIGNED_RAW.sessionKey, SIGNED_RAW.rawData.replace("Band", "band"), SIGNED_RAW.signature],
    ["with another signature", SIGNED_RAW.sessionKey, SIGNED_RAW.rawData, `0${SIGNED_RAW.signature.slice(1)}`],
    ["with a shorter signature", SIGNED_RAW.sessionKey, SIGNED_RAW.rawData, SIGNED_RAW.signature.slice(1)],
    ["with an empty signature", SIGNED_RAW.sessionKey, SIGNED_RAW.rawData, ""],
  ])("%s is refused", (_what, key, rawData, signature) => {
    expect(() => assertSigned(key, rawData, signature)).toThrow(refusal);
  });
});
