import { createSecretKey, randomBytes } from "node:crypto";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { decrypt, type Encrypted, encrypt } from "../../../../shared/platform/kms/cipher.ts";

const key = (hex: string) => createSecretKey(Buffer.from(hex, "hex"));
const hexOf = (base64: string) => Buffer.from(base64, "base64").toString("hex");

/** McGrew and Viega, "The Galois/Counter Mode of Operation", appendix B, test cases 13 and 14. */
it.each([
  ["", "", "530f8afbc74536b9a963b4f1c4cb738b"],
  ["\0".repeat(16), "cea7403d4d606b6e074ec5d3baf39d18", "d0d1c8a799996bf0265b98b5d48ab919"],
])("gives the known answers of AES-256-GCM", (text, encrypted, tag) => {
  const { iv, ...made } = encrypt(key("00".repeat(32)), "", text, new Uint8Array(12));
  expect({ text: hexOf(made.text), tag: hexOf(made.tag) }).toEqual({ text: encrypted, tag });
  expect(hexOf(iv)).toBe("00".repeat(12));
});

/** Made by Python's `cryptography`, which stands on OpenSSL's GCM by another way. */
it("gives the answer of another implementation to a text with what is bound to it", () => {
  const bytes = Buffer.from(Array.from({ length: 32 }, (_, at) => at));
  const known: Encrypted = {
    iv: "ZGVmZ2hpamtsbW5v",
    text: "MzmqCRKMOLwEQLZ6f4DmZLJdkpupEQ==",
    tag: "i+t6eBQFXy0/EHNcz14Tyw==",
  };
  const bound = "callback-keys callback-keys#wx1 3";
  const iv = Buffer.from(known.iv, "base64");
  expect(encrypt(createSecretKey(bytes), bound, '{"token":"钥匙🔑"}', iv)).toEqual(known);
  expect(decrypt(createSecretKey(bytes), bound, known)).toBe('{"token":"钥匙🔑"}');
});

it("opens every text that it made, and never takes one IV twice", () => {
  const one = createSecretKey(randomBytes(32));
  const ivs = new Set<string>();
  let made = 0;
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (text, bound) => {
      const encrypted = encrypt(one, bound, text);
      made += 1;
      ivs.add(encrypted.iv);
      expect(decrypt(one, bound, encrypted)).toBe(text.toWellFormed());
    }),
  );
  expect(ivs.size).toBe(made);
});

it("opens nothing of which one character was changed", () => {
  const one = createSecretKey(randomBytes(32));
  const member = fc.constantFrom<keyof Encrypted>("iv", "text", "tag");
  const characters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/= -"];
  fc.assert(
    fc.property(member, fc.nat(), fc.constantFrom(...characters), (name, at, character) => {
      const encrypted = encrypt(one, "here", "a text of some length, 二十几个字");
      const given = encrypted[name];
      const place = at % given.length;
      const changed = given.slice(0, place) + character + given.slice(place + 1);
      fc.pre(changed !== given);
      expect(decrypt(one, "here", { ...encrypted, [name]: changed })).toBeUndefined();
    }),
    { numRuns: 2_000 },
  );
});

it.each<[string, Partial<Encrypted>]>([
  ["a shorter tag", { tag: "AAAA" }],
  ["no tag", { tag: "" }],
  ["a longer IV", { iv: "AAAAAAAAAAAAAAAAAAAAAA==" }],
  ["what is no base64", { text: "%%%" }],
])("opens nothing with %s", (_what, changed) => {
  const one = createSecretKey(randomBytes(32));
  expect(decrypt(one, "here", { ...encrypt(one, "here", "text"), ...changed })).toBeUndefined();
});

it("opens nothing that is bound to another place, or made with another key", () => {
  const one = createSecretKey(randomBytes(32));
  const encrypted = encrypt(one, "here", "text");
  expect(decrypt(one, "there", encrypted)).toBeUndefined();
  expect(decrypt(createSecretKey(randomBytes(32)), "here", encrypted)).toBeUndefined();
});
