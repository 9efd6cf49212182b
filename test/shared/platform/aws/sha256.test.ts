import { createHash, createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { Sha256 } from "../../../../shared/platform/aws/sha256.ts";

const TEXT = "a text, 一段文字";
const BYTES = new TextEncoder().encode(TEXT);
const SECRET = Uint8Array.from({ length: 32 }, (_, at) => at * 7);
/** Bytes in the middle of a larger buffer, as Node.js gives them from its pool. */
const WITHIN = new DataView(Uint8Array.from([9, ...SECRET, 9]).buffer, 1, SECRET.length);

const digestOf = async (hash: Sha256) => Buffer.from(await hash.digest()).toString("hex");
const expected = createHash("sha256").update(TEXT).digest("hex");
const expectedOf = (secret: string | Uint8Array) => createHmac("sha256", secret).update(TEXT).digest("hex");

describe("the signer's SHA-256", () => {
  it.each([
    ["a text", TEXT],
    ["bytes", BYTES],
    ["a buffer", BYTES.slice().buffer],
  ])("of %s", async (_, text) => {
    const hash = new Sha256();
    hash.update(text);
    expect(await digestOf(hash)).toBe(expected);
  });

  it("of a text in parts, of whatever types, and of the next one after a reset", async () => {
    const hash = new Sha256();
    hash.update("what was before");
    hash.reset();
    hash.update(BYTES.slice(0, 4));
    hash.update(BYTES.slice(4, 8).buffer);
    hash.update(new TextDecoder().decode(BYTES.slice(8)));
    expect(await digestOf(hash)).toBe(expected);
  });

  it.each<[string, string | Uint8Array | ArrayBuffer | ArrayBufferView, string | Uint8Array]>([
    ["a text", "a secret", "a secret"],
    ["bytes", SECRET, SECRET],
    ["a buffer", SECRET.slice().buffer, SECRET],
    ["a view of a part of a buffer", WITHIN, SECRET],
  ])("with a secret that is %s", async (_, secret, same) => {
    // The signer asks again with the same object: the second time its key is known.
    for (const _time of [1, 2]) {
      const hash = new Sha256(secret);
      hash.update(TEXT);
      expect(await digestOf(hash)).toBe(expectedOf(same));
    }
  });
});
