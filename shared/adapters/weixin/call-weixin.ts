import * as z from "zod";
import type { HttpContent, SendRequest } from "../../kernel/application/ports/http-request.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import { parseLosslessJson } from "../../kernel/domain/lossless-json.ts";
import { failureCode } from "../../outbound/domain/failure-code.ts";
import type { FailureCause } from "../../outbound/domain/outcome.ts";
import type { OfficialAccounts } from "./credentials.ts";
import { meaningOf, reasonOf } from "./errcode.ts";

export type WeixinCall = {
  readonly path: string;
  readonly appId: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** WeChat may answer bytes: they come as `{ bytes, mediaType }`. */
  readonly binary?: true;
} & ({ readonly method: "GET" } | { readonly method: "POST"; readonly body: WeixinBody });

/** JSON, or bytes of a media type. */
export type WeixinBody = object | { readonly bytes: Uint8Array; readonly contentType: string };

/**
 * One call of api.weixin.qq.com: its whole answer, where that has no `errcode` or 0; integers beyond what a double holds
 * come as digits. Rejects with an `AppError` whose `details` are `{ path, appId, cause, errcode?, errmsg? }`.
 */
export type CallWeixin = (call: WeixinCall) => Promise<Readonly<Record<string, unknown>>>;

const BRACE = 0x7b;

const answerSchema = z.looseObject({ errcode: z.number().optional(), errmsg: z.string().optional() });

export function createCallWeixin(deps: {
  readonly credentials: () => Promise<OfficialAccounts>;
  readonly request: SendRequest;
}): CallWeixin {
  return async (call) => {
    const { path, query = {}, timeoutMs, binary } = call;
    const { baseUrl } = await deps.credentials();
    const url = new URL(`${baseUrl.replace(/\/+$/, "")}${path}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const wants = binary ? { wantsBytes: binary } : {};
    const result = await deps.request({ url, timeoutMs, ...wants, ...contentOf(call) });
    if (result.type === "error") throw failure(call, result.kind, `api.weixin.qq.com: ${result.message}`);
    const { status, text, retryAfterMs } = result;
    if (status === 503 && retryAfterMs !== undefined) throw failure(call, "unavailable", "HTTP 503", { retryAfterMs });
    if (status >= 500) throw failure(call, "bad-gateway", `HTTP ${status}`);
    if (status === 429) throw failure(call, "throttled", "HTTP 429", { retryAfterMs });
    if (status < 200 || status >= 300) throw failure(call, "refused", `HTTP ${status}`);
    if (result.bytes && isFile(result.bytes, result.mediaType)) {
      return { bytes: result.bytes, mediaType: result.mediaType };
    }
    const answer = readAnswer(text);
    if (!answer) throw failure(call, "unreadable-answer", "the answer is no JSON object");
    const { errcode = 0, errmsg = "" } = answer;
    if (errcode === 0) return answer;
    throw failure(call, meaningOf(errcode).cause, reasonOf(errcode, errmsg), { errcode, errmsg });
  };
}

function contentOf(call: WeixinCall): HttpContent {
  if (call.method === "GET") return { method: "GET" };
  const { body } = call;
  return "bytes" in body
    ? { method: "POST", headers: { "content-type": body.contentType }, body: body.bytes }
    : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

type FailureExtras = {
  readonly errcode?: number | undefined;
  /** WeChat's own words. */
  readonly errmsg?: string | undefined;
  readonly retryAfterMs?: number | undefined;
};

/** The error of a call, as `CallWeixin` throws it. */
export function failure(
  { path, appId }: Pick<WeixinCall, "path" | "appId">,
  cause: FailureCause,
  message: string,
  { errcode, errmsg, retryAfterMs }: FailureExtras = {},
): AppError {
  const { code, retryable } = failureCode(cause, false);
  const details = {
    path,
    appId,
    cause,
    ...(errcode === undefined ? {} : { errcode }),
    ...(errmsg === undefined ? {} : { errmsg }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
  return new AppError(code, message, { retryable, details });
}

/** WeChat refuses in JSON also where it would answer a file; a proxy's page is no file. */
function isFile(bytes: Uint8Array, mediaType = ""): boolean {
  return bytes[0] !== BRACE && !/^text\/|json/i.test(mediaType);
}

function readAnswer(text: string): z.infer<typeof answerSchema> | undefined {
  try {
    return answerSchema.parse(parseLosslessJson(text));
  } catch {
    return undefined;
  }
}
