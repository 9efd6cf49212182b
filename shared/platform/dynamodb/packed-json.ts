import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type * as z from "zod";
import { AppError } from "../../kernel/domain/errors.ts";
import { type Item, malformed } from "./attributes.ts";

/** Longer JSON (bytes) is compressed. */
const PLAIN_LIMIT = 100 * 1024;

/** Bytes for all JSON of an item: DynamoDB holds 400 KB, its other attributes and their names included. */
export const PACKED_LIMIT = 380 * 1024;

/**
 * JSON as an attribute: a string, or compressed by Brotli where it is long (its window finds the copies that several
 * commands have of one message). Throws `too-large` for what does not fit even so; `what` names it.
 *
 * @param plainLimit bytes from which on JSON is compressed
 */
export function packJson(value: unknown, what: string, plainLimit = PLAIN_LIMIT): AttributeValue {
  const packed = pack(value, plainLimit);
  if (packed.bytes > PACKED_LIMIT) {
    const kilobytes = Math.ceil(packed.bytes / 1024);
    throw new AppError("too-large", `${what} takes ${kilobytes} KB compressed; ${PACKED_LIMIT / 1024} KB can be kept`, {
      details: { bytes: packed.bytes, limit: PACKED_LIMIT },
    });
  }
  return packed.attribute;
}

/** As `packJson`, for what shares its item: undefined where it takes more than `room` bytes. */
export function packJsonInto(room: number, value: unknown): AttributeValue | undefined {
  const packed = pack(value);
  return packed.bytes > room ? undefined : packed.attribute;
}

function pack(
  value: unknown,
  plainLimit = PLAIN_LIMIT,
): { readonly attribute: AttributeValue; readonly bytes: number } {
  const json = JSON.stringify(value);
  const plain = Buffer.byteLength(json);
  if (plain <= plainLimit) return { attribute: { S: json }, bytes: plain };
  const packed = compressJson(json);
  return { attribute: { B: packed }, bytes: packed.byteLength };
}

/** JSON by Brotli, as `packJson` does it. */
export function compressJson(json: string): Buffer {
  return brotliCompressSync(json, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_LGWIN]: 24 },
  });
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
