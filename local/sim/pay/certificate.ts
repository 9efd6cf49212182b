import { type KeyObject, sign } from "node:crypto";

const SEQUENCE = 0x30;
const SET = 0x31;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OBJECT_ID = 0x06;
const UTF8_TEXT = 0x0c;
const UTC_TIME = 0x17;
const VERSION = 0xa0;

/** sha256WithRSAEncryption, with the absent parameters that DER writes as 05 00. */
const SHA256_WITH_RSA = Buffer.from("300d06092a864886f70d01010b0500", "hex");
const COMMON_NAME = Buffer.from("550403", "hex");

/**
 * A certificate of X.509 v3 in PEM, signed by its own key. Times in epoch ms, before 2050.
 *
 * @param serial hex
 */
export function createCertificate(
  keys: { readonly publicKey: KeyObject; readonly privateKey: KeyObject },
  { serial, notBefore, notAfter }: { readonly serial: string; readonly notBefore: number; readonly notAfter: number },
): string {
  const name = der(SEQUENCE, der(SET, der(SEQUENCE, der(OBJECT_ID, COMMON_NAME), der(UTF8_TEXT, "Tenpay.com sim"))));
  const content = der(
    SEQUENCE,
    der(VERSION, der(INTEGER, Buffer.from([2]))),
    der(INTEGER, positive(serial)),
    SHA256_WITH_RSA,
    name,
    der(SEQUENCE, der(UTC_TIME, utc(notBefore)), der(UTC_TIME, utc(notAfter))),
    name,
    keys.publicKey.export({ type: "spki", format: "der" }),
  );
  const signature = der(BIT_STRING, Buffer.from([0]), sign("sha256", content, keys.privateKey));
  const lines =
    der(SEQUENCE, content, SHA256_WITH_RSA, signature)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

/** Tag, length and parts. */
function der(tag: number, ...parts: readonly (Buffer | string)[]): Buffer {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

/** An integer whose first bit is set would be a negative one. */
function positive(hex: string): Buffer {
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
  return (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
}

function utc(at: number): string {
  return `${new Date(at).toISOString().replace(/\D/g, "").slice(2, 14)}Z`;
}
