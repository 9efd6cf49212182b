import { gunzipSync } from "node:zlib";
import { AppError } from "../kernel/domain/errors.ts";
import { findJsonFault } from "../kernel/domain/json-fault.ts";
import { parseJson } from "../kernel/domain/well-formed.ts";
import { type HttpEvent, readTextBody, textOf } from "./http.ts";

type Body = Pick<HttpEvent, "body" | "isBase64Encoded"> & { readonly headers?: HttpEvent["headers"] };

/**
 * The body as JSON, unpacked where it comes as gzip: `content-type: application/gzip`, since HTTP APIs hand over
 * `application/json` as text, which would ruin the bytes; `content-encoding: gzip` may stand beside it. Numbers are
 * JavaScript's, so that this is for bodies without 64-bit ids. Strings are well-formed: U+FFFD stands for lone surrogates
 * and NUL.
 *
 * @param limitBytes the most bytes that the decoded and unpacked body may have
 * @throws `too-large` over the limit, `invalid-input` where it is empty or not JSON, with the place and what should have stood there
 */
export function readJsonBody(event: Body, limitBytes: number): unknown {
  const text = isGzip(event) ? unpacked(event, limitBytes) : readTextBody(event, limitBytes);
  if (text.trim() === "") throw new AppError("invalid-input", "the body is empty; a JSON document is expected");
  try {
    return parseJson(text);
  } catch {
    throw new AppError("invalid-input", `the body is not JSON: ${faultOf(text)}`);
  }
}

/** The parser's own words quote the body, which may hold a secret. */
function faultOf(text: string): string {
  try {
    const { position, expected } = findJsonFault(text);
    return `expected ${expected} at position ${position}`;
  } catch (error) {
    // The search recurses: a body that is nested too deep for it ends on the stack's limit.
    if (error instanceof RangeError) return "nested too deep";
    throw error;
  }
}

function isGzip({ headers = {} }: Body): boolean {
  return headers["content-encoding"] === "gzip" || /^application\/(x-)?gzip\b/.test(headers["content-type"] ?? "");
}

function unpacked({ body = "", isBase64Encoded }: Body, limitBytes: number): string {
  if (!isBase64Encoded) {
    throw new AppError("invalid-input", "a gzip body needs `content-type: application/gzip`, or its bytes are lost");
  }
  return textOf(gunzipped(Buffer.from(body, "base64"), limitBytes));
}

function gunzipped(bytes: Buffer, limitBytes: number): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: limitBytes });
  } catch (cause) {
    if (cause instanceof RangeError) {
      throw new AppError("too-large", `the body has more than ${limitBytes} bytes when it is unpacked`, {
        cause,
        details: { limitBytes },
      });
    }
    throw new AppError("invalid-input", "the body is not gzip, or not all of it", { cause });
  }
}
