import { STATUS_CODES } from "node:http";
import * as z from "zod";
import { AppError, type ErrorCode } from "../kernel/domain/errors.ts";

/** What an HTTP function answers; an object as body becomes JSON, a string goes out as it is. */
export type HttpResponse = {
  readonly status: number;
  readonly body?: string | object;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whole values of `Set-Cookie`, one a cookie. */
  readonly cookies?: readonly string[];
};

const issueSchema = z.object({ path: z.string(), message: z.string() });

/** One thing that is wrong with the input: `path` is dotted, e.g. `rules.3.id`. */
export type Issue = z.infer<typeof issueSchema>;

/**
 * The codes that an answer can carry: those of the error family, HTTP's own, and `consent-needed`, by which a page learns
 * that the person has to be asked at WeChat.
 */
export type ProblemCode = ErrorCode | "method-not-allowed" | "consent-needed";

/** An error as clients see it: RFC 9457 with a `code` to branch on and, for bad input, the list of `issues`. */
export type Problem = {
  readonly type: "about:blank";
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ProblemCode;
  readonly instance?: string;
  readonly issues?: readonly Issue[];
};

export const PROBLEM_CONTENT_TYPE = "application/problem+json";

/** More issues than this tell a person nothing new. */
const MAX_ISSUES = 100;

const STATUS: Readonly<Record<ProblemCode, number>> = {
  "invalid-input": 400,
  unauthorized: 401,
  forbidden: 403,
  "consent-needed": 403,
  "not-found": 404,
  "method-not-allowed": 405,
  conflict: 409,
  "account-offline": 409,
  "account-banned": 409,
  "too-large": 413,
  unprocessable: 422,
  throttled: 429,
  internal: 500,
  refused: 502,
  unreachable: 502,
  unavailable: 503,
  "outcome-unknown": 504,
};

const HEADERS: Readonly<Partial<Record<ProblemCode, Readonly<Record<string, string>>>>> = {
  unauthorized: { "www-authenticate": "Bearer" },
  throttled: { "retry-after": "1" },
  unavailable: { "retry-after": "5" },
};

/** A problem of `code`; its type is `about:blank`, so that the title is the status' own phrase (RFC 9457, 4.2.1). */
export function problem(code: ProblemCode, detail: string, extra: Pick<Problem, "instance" | "issues"> = {}): Problem {
  const status = STATUS[code];
  return { type: "about:blank", title: STATUS_CODES[status] ?? "Error", status, detail, code, ...extra };
}

/** What clients are told of errors in the platform's own parts: the errors' messages are for the log only. */
const UNSPOKEN: Readonly<Partial<Record<ErrorCode, string>>> = {
  internal: "something went wrong on our side; the log has the reason",
  unavailable: "a part of the platform is not available at the moment; try again",
};

const UNKNOWN = new AppError("internal", "not one of our errors");

/**
 * The problem document of an error. The message of an `AppError` goes out, unless it is about the platform's own parts;
 * of other errors nothing is told. Of the details only `issues` go out.
 *
 * @param requestId names this occurrence, as the log does
 */
export function problemOf(error: unknown, requestId?: string): Problem {
  const instance = requestId === undefined ? {} : { instance: `/requests/${encodeURIComponent(requestId)}` };
  const { code, message, details } = error instanceof AppError ? error : UNKNOWN;
  const issues = z.array(issueSchema).safeParse(details.issues);
  return problem(code, UNSPOKEN[code] ?? message, {
    ...instance,
    ...(issues.success ? { issues: issues.data.slice(0, MAX_ISSUES) } : {}),
  });
}

/** The response that carries a problem, with the headers that its status asks for. */
export function problemResponse(
  body: Problem,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse & { readonly headers: Readonly<Record<string, string>> } {
  return {
    status: body.status,
    body,
    headers: { ...HEADERS[body.code], ...headers, "content-type": PROBLEM_CONTENT_TYPE },
  };
}
