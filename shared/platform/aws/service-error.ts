import type { HttpAnswer } from "./http.ts";

/**
 * The error that an answer tells of, with the fields of the SDK's exceptions: a caller tells them apart by `name`, and
 * finds what the service says besides (the `Item` of a failed condition) on it. Source: Smithy, "AWS JSON 1.0
 * protocol", "Operation error serialization".
 */
export function serviceErrorOf({ status, headers }: HttpAnswer, body: unknown): Error {
  const { __type, message, Message, ...rest }: Record<string, unknown> = Object(body);
  const name = String(headers["x-amzn-errortype"] ?? __type ?? "UnknownError")
    .replace(/^.*#/, "")
    .replace(/:.*$/, "");
  const retryAfter = retryAfterOf(headers);
  return Object.assign(new Error(String(message ?? Message ?? name)), rest, {
    name,
    ...(retryAfter === undefined ? {} : { retryAfter }),
    $fault: status >= 500 ? "server" : "client",
    $metadata: { httpStatusCode: status, requestId: headers["x-amzn-requestid"] },
  });
}

/** For how long a service asks to wait, ms. */
function retryAfterOf(headers: HttpAnswer["headers"]): number | undefined {
  const seconds = headers["retry-after"];
  const at = Number(headers["x-amz-retry-after"] ?? (seconds === undefined ? Number.NaN : Number(seconds) * 1000));
  const until = Number.isNaN(at) ? Date.parse(seconds ?? "") - Date.now() : at;
  return Number.isNaN(until) ? undefined : until;
}
