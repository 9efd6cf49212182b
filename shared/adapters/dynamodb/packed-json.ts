import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type * as z from "zod";
import { AppError } from "../../domain/errors.ts";
import { type Item, malformed } from "./attributes.ts";

/** Longer JSON (bytes) is compressed: a DynamoDB item holds 400 KB, its other attributes included. */
const PLAIN_LIMIT = 100 * 1024;
const PACKED_LIMIT = 380 * 1024;

/**
 * JSON as an attribute: a string, or compressed by Brotli where it is long (its window finds the copies that several
 * commands have of one message). Throws `too-large` for what does not fit even so; `what` names it.
 */
export function packJson(value: unknown, what: string): AttributeValue {
  const json = JSON.stringify(value);
  if (json.length <= PLAIN_LIMIT / 3 || Buffer.byteLength(json) <= PLAIN_LIMIT) return { S: json };
  const packed = brotliCompressSync(json, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_LGWIN]: 24 },
  });
  if (packed.byteLength > PACKED_LIMIT) {
    const kilobytes = Math.ceil(packed.byteLength / 1024);
    throw new AppError("too-large", `${what} takes ${kilobytes} KB compressed; ${PACKED_LIMIT / 1024} KB can be kept`, {
      details: { bytes: packed.byteLength, limit: PACKED_LIMIT },
    });
  }
  return { B: packed };
}

/** Reads what `packJson` wrote through `schema`; throws `internal` where it does not fit. */
export function unpackJson<T>(item: Item, name: string, schema: z.ZodType<T>): T {
  const value = item[name];
  try {
    const json = value?.B ? brotliDecompressSync(value.B).toString("utf8") : (value?.S ?? "");
    return schema.parse(JSON.parse(json));
  } catch (cause) {
    throw malformed(item, name, cause);
  }
}
