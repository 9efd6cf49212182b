import { hash } from "node:crypto";
import type { MessageAttribute, MessageAttributes } from "../api/schemas.ts";

/** Lower-case hexadecimal MD5 of the UTF-8 text. */
export const md5OfText = (text: string): string => hash("md5", text);

function lengthPrefixed(bytes: Buffer): Buffer[] {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return [length, bytes];
}

function encodeAttribute(name: string, attribute: MessageAttribute): Buffer[] {
  const binary = attribute.BinaryValue !== undefined;
  const value = binary
    ? Buffer.from(attribute.BinaryValue ?? "", "base64")
    : Buffer.from(attribute.StringValue ?? "", "utf8");
  return [
    ...lengthPrefixed(Buffer.from(name, "utf8")),
    ...lengthPrefixed(Buffer.from(attribute.DataType, "utf8")),
    Buffer.from([binary ? 2 : 1]),
    ...lengthPrefixed(value),
  ];
}

/**
 * MD5 of message attributes as SDKs verify it; undefined without attributes.
 * Source: "Calculating the MD5 message digest for message attributes" in the Amazon SQS developer guide.
 */
export function md5OfAttributes(attributes: MessageAttributes): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const parts: Buffer[] = [];
  for (const name of names) {
    const attribute = attributes[name];
    if (attribute) parts.push(...encodeAttribute(name, attribute));
  }
  return hash("md5", Buffer.concat(parts));
}
