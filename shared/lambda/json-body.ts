import { AppError } from "../domain/errors.ts";
import { type HttpEvent, readTextBody } from "./http.ts";

/**
 * The body as JSON. Numbers are JavaScript's, so that this is for bodies without 64-bit ids.
 *
 * @param limitBytes the most bytes that the decoded body may have
 * @throws `too-large` over the limit, `invalid-input` where it is empty or not JSON, with the parser's reason
 */
export function readJsonBody(event: Pick<HttpEvent, "body" | "isBase64Encoded">, limitBytes: number): unknown {
  const text = readTextBody(event, limitBytes);
  if (text.trim() === "") throw new AppError("invalid-input", "the body is empty; a JSON document is expected");
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError("invalid-input", `the body is not JSON: ${reason}`, { cause });
  }
}
