import type * as z from "zod";
import type { Clock, Log, Metrics } from "../../../kernel/application/ports/runtime.ts";
import { AppError } from "../../../kernel/domain/errors.ts";
import { failureCode } from "../../../outbound/domain/failure-code.ts";
import type { FailureCause } from "../../../outbound/domain/outcome.ts";
import type { WeixinEndpoint } from "../contract/endpoint.ts";
import { adviceOn } from "../errcodes/advice.ts";
import { causeOf, errcodeOf } from "../failure-cause.ts";
import type { AuthorizedCall, WeixinFile } from "./authorized-call.ts";
import { CALL_MS, deadlineOf } from "./deadlines.ts";
import { partsOf } from "./request-parts.ts";

/** A file of a caller's, without the name of its part. */
export type SentFile = Pick<WeixinFile, "name" | "mediaType" | "bytes">;

/**
 * Makes one call in an account's name. Rejects with an `AppError`: `invalid-input` with `details.issues` before anything
 * is sent, `too-large` for an answer of more than 4 MB, else by what came back; its message has what to do, in Chinese,
 * and WeChat's own words.
 */
export type CallEndpoint = (
  appId: string,
  endpoint: WeixinEndpoint,
  request: unknown,
  file?: SentFile,
) => Promise<object>;

export type CallEndpointDeps = {
  readonly call: AuthorizedCall;
  readonly clock: Pick<Clock, "now">;
  readonly metrics: Metrics;
  readonly log: Log;
};

/** In base64 it fits into an answer of ours. */
const MOST_BYTES = 4 * 1024 * 1024;

/** The outcomes that are counted; all others are `failed`. */
const OUTCOMES: Readonly<Partial<Record<FailureCause, string>>> = {
  refused: "refused",
  "account-refused": "account-refused",
  throttled: "throttled",
  "quota-exhausted": "throttled",
};

/** The one way to an endpoint for all but the sender. */
export function createCallEndpoint({ call, clock, metrics, log }: CallEndpointDeps): CallEndpoint {
  return async (appId, endpoint, request, file) => {
    const parts = partsOf(endpoint, checked(endpoint, request), checkedFile(endpoint, file));
    const endsAt = clock.now() + CALL_MS;
    const deadline = deadlineOf(endpoint);
    const { family, path } = endpoint;
    try {
      const timeoutMs = () => Math.max(1, Math.min(deadline, endsAt - clock.now()));
      const answer = await call({ appId, endpoint, ...parts, timeoutMs });
      metrics.count("WeixinCalls", 1, { family, outcome: "ok" });
      return withinLimit(endpoint, answer);
    } catch (error) {
      if (!(error instanceof AppError) || error.code === "too-large") throw error;
      const cause = causeOf(error);
      metrics.count("WeixinCalls", 1, { family, outcome: OUTCOMES[cause] ?? "failed" });
      if (cause === "account-refused") metrics.count("WeixinAccountRefused");
      log.warn("a call of WeChat failed", { appId, path, cause, errcode: errcodeOf(error) });
      throw explained(endpoint, error, cause);
    }
  };
}

function checked(endpoint: WeixinEndpoint, request: unknown): object {
  const read = endpoint.request.safeParse(request);
  if (read.success) return read.data as object;
  throw invalid(endpoint, issuesOf(read.error));
}

function checkedFile(endpoint: WeixinEndpoint, file: SentFile | undefined): SentFile | undefined {
  if ((endpoint.file === undefined) === (file === undefined)) return file;
  const message = endpoint.file ? "is missing: the endpoint takes a file" : "the endpoint takes no file";
  throw invalid(endpoint, [{ path: "file", message }]);
}

function issuesOf(error: z.ZodError): Issue[] {
  return error.issues.map(({ path, message }) => ({ path: path.map(String).join("."), message }));
}

type Issue = { readonly path: string; readonly message: string };

function invalid({ path }: WeixinEndpoint, issues: readonly Issue[]): AppError {
  const list = issues.map((issue) => `${issue.path} ${issue.message}`.trim()).join(", ");
  return new AppError("invalid-input", `${path}: ${list}`, { details: { path, cause: "invalid-command", issues } });
}

function withinLimit({ path }: WeixinEndpoint, answer: object): object {
  const size = "bytes" in answer && answer.bytes instanceof Uint8Array ? answer.bytes.byteLength : 0;
  if (size <= MOST_BYTES) return answer;
  const message = `${path}：文件有 ${size} 字节，超过 ${MOST_BYTES} 字节，请在公众号后台下载`;
  throw new AppError("too-large", message, { details: { path, bytes: size } });
}

/** The same error in the operator's words; whether it may be repeated follows from the endpoint. */
function explained({ family, path, idempotent }: WeixinEndpoint, error: AppError, cause: FailureCause): AppError {
  const { code, retryable } = failureCode(cause, idempotent === "yes");
  const { errmsg, ...details } = error.details;
  const errcode = errcodeOf(error);
  const isOfCall = details.path === path && errcode !== undefined;
  const message = isOfCall ? adviceOn(family, errcode, typeof errmsg === "string" ? errmsg : "") : error.message;
  return new AppError(code, message, { retryable, details: { ...details, cause }, cause: error });
}
