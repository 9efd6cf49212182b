import type { Post } from "../../../kernel/application/ports/http-post.ts";
import { AppError } from "../../../kernel/domain/errors.ts";
import { stringifyLossless } from "../../../kernel/domain/lossless-json.ts";
import { failureCode } from "../../../outbound/domain/failure-code.ts";
import { checkRequest, type Issue } from "../contract/check.ts";
import type { Endpoint } from "../contract/endpoint.ts";
import { readAnswer } from "../contract/read.ts";
import { toWire } from "../contract/wire.ts";
import { type GatewayFailure, readGatewayAnswer } from "./answer.ts";
import type { GatewayCredentials } from "./credentials.ts";

export type CallOptions = {
  readonly credentials: () => Promise<GatewayCredentials>;
  /** Called when the gateway refused the token: the next call reads it anew. */
  readonly forgetCredentials?: () => void;
  readonly postJson: Post<string>;
  /** Bounds one call from start to last byte, milliseconds. */
  readonly timeoutMs: number;
};

/** Makes one call: checks the body, posts it, reads the answer's `data`. */
export type CallEndpoint = (endpoint: Endpoint, body: Readonly<Record<string, unknown>>) => Promise<unknown>;

const FAULTS: Readonly<Record<Issue["fault"], (expected: string) => string>> = {
  missing: () => "is missing",
  empty: () => "is empty",
  type: (expected) => `must be ${expected}`,
  unknown: () => "is not in the contract",
};

/**
 * The one way to the gateway. Rejects with an `AppError`: `invalid-input` with `details.issues: [{ path, message }]`
 * before anything is sent, else by what came back (`failureCode`), with `details: { path, cause, appId?, ret?, msg? }`.
 */
export function createCallEndpoint(options: CallOptions): CallEndpoint {
  const { postJson, timeoutMs } = options;
  return async (endpoint, body) => {
    const wire = toWire(endpoint.request, body);
    refuseIssues(endpoint, checkRequest(endpoint.request, wire));
    const {
      baseUrl,
      token,
      headerName = "VideosApi-token",
      paths = {},
    } = await readCredentials(options, endpoint, wire);
    const url = new URL(`${baseUrl.replace(/\/+$/, "")}${paths[endpoint.path] ?? endpoint.path}`);
    const answer = readGatewayAnswer(await postJson(url, { [headerName]: token }, stringifyLossless(wire), timeoutMs));
    if (!answer.ok) {
      if (answer.cause === "unauthorized") options.forgetCredentials?.();
      throw failure(endpoint, wire, answer);
    }
    if (endpoint.response === undefined) return answer.data;
    const { value, issues } = readAnswer(endpoint.response, answer.data);
    if (issues.length === 0) return value;
    const message = `the answer breaks the contract: ${issues.join(", ")}`;
    throw failure(endpoint, wire, { cause: "unreadable-answer", message, ret: 200 });
  };
}

/** Without them nothing was sent, whatever the reason. */
async function readCredentials(
  { credentials }: CallOptions,
  endpoint: Endpoint,
  wire: Readonly<Record<string, unknown>>,
): Promise<GatewayCredentials> {
  try {
    return await credentials();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `the gateway's address and token cannot be read: ${reason}`;
    throw failure(endpoint, wire, { cause: "not-prepared", message });
  }
}

function refuseIssues({ path }: Endpoint, found: readonly Issue[]): void {
  if (found.length === 0) return;
  const issues = found.map((issue) => ({ path: issue.path, message: FAULTS[issue.fault](issue.expected) }));
  const list = issues.map((issue) => `${issue.path} ${issue.message}`).join(", ");
  throw new AppError("invalid-input", `${path}: ${list}`, { details: { path, cause: "invalid-command", issues } });
}

function failure(endpoint: Endpoint, body: Readonly<Record<string, unknown>>, failed: Omit<GatewayFailure, "ok">) {
  const { cause, message, ret, msg, retryAfterMs } = failed;
  const { code, retryable } = failureCode(cause, endpoint.idempotent);
  const { appId } = body;
  const details = {
    path: endpoint.path,
    cause,
    ...(typeof appId === "string" ? { appId } : {}),
    ...(ret === undefined ? {} : { ret }),
    ...(msg === undefined ? {} : { msg }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
  return new AppError(code, message, { retryable, details });
}
