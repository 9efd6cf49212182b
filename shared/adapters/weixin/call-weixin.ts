import * as z from "zod";
import type { HttpContent, SendRequest } from "../../kernel/application/ports/http-request.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import { parseJson } from "../../kernel/domain/well-formed.ts";
import { failureCode } from "../../outbound/domain/failure-code.ts";
import type { FailureCause } from "../../outbound/domain/outcome.ts";
import type { OfficialAccounts } from "./credentials.ts";
import { meaningOf, reasonOf } from "./errcode.ts";

export type WeixinCall = {
  readonly path: string;
  readonly appId: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
} & ({ readonly method: "GET" } | { readonly method: "POST"; readonly body: WeixinBody });

/** JSON, or bytes of a media type. */
export type WeixinBody = object | { readonly bytes: Uint8Array; readonly contentType: string };

/**
 * One call of api.weixin.qq.com: its whole answer, where that has no `errcode` or 0. Rejects with an `AppError` whose
 * `details` are `{ path, appId, cause, errcode? }`.
 */
export type CallWeixin = (call: WeixinCall) => Promise<Readonly<Record<string, unknown>>>;

const answerSchema = z.looseObject({ errcode: z.number().optional(), errmsg: z.string().default("") });

export function createCallWeixin(deps: {
  readonly credentials: () => Promise<OfficialAccounts>;
  readonly request: SendRequest;
}): CallWeixin {
  return async (call) => {
    const { path, query = {}, timeoutMs } = call;
    const { baseUrl } = await deps.credentials();
    const url = new URL(`${baseUrl.replace(/\/+$/, "")}${path}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const result = await deps.request({ url, timeoutMs, ...contentOf(call) });
    if (result.type === "error") throw failure(call, result.kind, `api.weixin.qq.com: ${result.message}`);
    const { status, text, retryAfterMs } = result;
    if (status === 503 && retryAfterMs !== undefined) throw failure(call, "unavailable", "HTTP 503", { retryAfterMs });
    if (status >= 500) throw failure(call, "bad-gateway", `HTTP ${status}`);
    if (status === 429) throw failure(call, "throttled", "HTTP 429", { retryAfterMs });
    if (status < 200 || status >= 300) throw failure(call, "refused", `HTTP ${status}`);
    const answer = readAnswer(text);
    if (!answer) throw failure(call, "unreadable-answer", "the answer is no JSON object");
    const { errcode = 0, errmsg } = answer;
    if (errcode === 0) return answer;
    throw failure(call, meaningOf(errcode).cause, reasonOf(errcode, errmsg), { errcode });
  };
}

function contentOf(call: WeixinCall): HttpContent {
  if (call.method === "GET") return { method: "GET" };
  const { body } = call;
  return "bytes" in body
    ? { method: "POST", headers: { "content-type": body.contentType }, body: body.bytes }
    : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

/** The error of a call, as `CallWeixin` throws it. */
export function failure(
  { path, appId }: Pick<WeixinCall, "path" | "appId">,
  cause: FailureCause,
  message: string,
  { errcode, retryAfterMs }: { readonly errcode?: number | undefined; readonly retryAfterMs?: number | undefined } = {},
): AppError {
  const { code, retryable } = failureCode(cause, false);
  const details = {
    path,
    appId,
    cause,
    ...(errcode === undefined ? {} : { errcode }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
  return new AppError(code, message, { retryable, details });
}

function readAnswer(text: string): z.infer<typeof answerSchema> | undefined {
  try {
    return answerSchema.parse(parseJson(text));
  } catch {
    return undefined;
  }
}
