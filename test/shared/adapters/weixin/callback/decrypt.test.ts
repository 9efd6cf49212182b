import { createCipheriv } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encryptOfficial } from "../../../../../local/sim/weixin/wire.ts";
import { decrypt } from "../../../../../shared/adapters/weixin/callback/decrypt.ts";
import { isSigned } from "../../../../../shared/adapters/weixin/callback/signature.ts";

/** The example of Tencent's own sample code for callbacks. */
const SAMPLE = {
  token: "QDG6eK",
  key: "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
  appId: "wx5823bf96d3bd56c7",
  echostr: "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==",
};
const keys = { appId: "wx_official", token: "t", encodingAesKey: SAMPLE.key };

/** Correct blocks around `content`. */
function encrypted(content: Buffer): string {
  const key = Buffer.from(`${SAMPLE.key}=`, "base64");
  const cipher = createCipheriv("aes-256-cbc", key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([cipher.update(content), cipher.final()]).toString("base64");
}

describe("what WeChat signs and encrypts", () => {
  it("is read as in Tencent's own example", () => {
    const parts = [SAMPLE.token, "1409659589", "263014780", SAMPLE.echostr];
    expect(isSigned("5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3", parts)).toBe(true);
    expect(isSigned("5C45FF5E21C57E6AD56BAC8758B79B1D9AC89FD3", parts)).toBe(true);
    expect(decrypt(SAMPLE.echostr, SAMPLE.key, SAMPLE.appId)).toBe("1616140317555161061");
  });

  it.each(["", "5c45", "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd4", `${"z".repeat(40)}`, "0".repeat(40)])(
    "is not signed by %j",
    (given) => {
      expect(isSigned(given, [SAMPLE.token, "1409659589", "263014780", SAMPLE.echostr])).toBe(false);
    },
  );

  it("comes back whatever it says", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (text) => {
        expect(decrypt(encryptOfficial(keys, text), SAMPLE.key, "wx_official")).toBe(text);
      }),
    );
  });

  it("is not for another appId, be it a longer or a shorter one", () => {
    for (const appId of ["wx_official2", "wx_officia", "wx_other", ""]) {
      expect(() => decrypt(encryptOfficial(keys, "你好"), SAMPLE.key, appId)).toThrow("encrypted for another appId");
    }
  });

  it.each([
    ["nothing", ""],
    ["no base64", "{}"],
    ["half a block", Buffer.alloc(16).toString("base64")],
    ["random bytes", Buffer.alloc(64, 7).toString("base64")],
    ["a padding of 0", encrypted(Buffer.alloc(32))],
    ["a padding over 32", encrypted(Buffer.alloc(64, 33))],
    ["a padding that is not the same all over", encrypted(Buffer.concat([Buffer.alloc(30, 1), Buffer.from([9, 2])]))],
    ["nothing but padding", encrypted(Buffer.alloc(32, 32))],
    [
      "a length beyond the end",
      encrypted(Buffer.concat([Buffer.alloc(16), Buffer.alloc(4, 255), Buffer.alloc(12, 12)])),
    ],
  ])("is refused where it is %s", (_what, text) => {
    expect(() => decrypt(text, SAMPLE.key, "wx_official")).toThrow("not encrypted with the account's EncodingAESKey");
  });

  it("is text or a refusal, whatever bit of it is changed: AES-CBC is no signature, and nothing else comes of it", () => {
    const good = Buffer.from(encryptOfficial(keys, "转账 100 元"), "base64");
    fc.assert(
      fc.property(fc.nat(good.length * 8 - 1), (bit) => {
        const bad = Buffer.from(good);
        bad[bit >> 3] = (bad[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        let read: unknown;
        try {
          read = decrypt(bad.toString("base64"), SAMPLE.key, "wx_official");
        } catch (error) {
          read = error;
        }
        if (typeof read !== "string") expect(read).toMatchObject({ code: "forbidden" });
      }),
    );
  });
});
