import * as z from "zod";
import type { PostResult } from "../../../kernel/application/ports/http-post.ts";
import { parseLosslessJson } from "../../../kernel/domain/lossless-json.ts";
import type { FailureCause } from "../../../outbound/domain/outcome.ts";

const reasonSchema = z.object({ msg: z.string() });
const answerSchema = z.object({
  ret: z.number(),
  msg: z
    .string()
    .nullish()
    .transform((msg) => msg ?? ""),
  data: z.unknown().optional(),
});

/** What the gateway answered, in the terms of the one table of outcomes. */
export type GatewayAnswer = { readonly ok: true; readonly data: unknown } | GatewayFailure;

export type GatewayFailure = {
  readonly ok: false;
  readonly cause: FailureCause;
  readonly message: string;
  /** As the gateway gave them, where it gave them. */
  readonly ret?: number;
  readonly msg?: string;
  /** How long the gateway asks to be left alone, ms. */
  readonly retryAfterMs?: number;
};

const OFFLINE_WORDS = /已离线|离线|掉线|未登录|请重新登录|offline|not logged in/i;
/** The gateway's own token, not an account: nothing went out, and all accounts are hit alike. */
const TOKEN_WORDS =
  /token.*(?:错误|无效|失效|过期|不存在|invalid|expired|wrong)|(?:错误|无效|失效|过期|invalid|expired|wrong).*token/i;
const BANNED_WORDS = /封号|被封|封禁|限制(?:登录|使用)|(?:account|login).*(?:banned|blocked|restricted)/i;
const GONE_WORDS = /设备不存在/;
/** The one that is written to: their ban or absence says nothing of the account. */
const OTHER_WORDS = /对方/;
const THROTTLED_WORDS = /频繁|过快|限流|too (?:fast|frequent|many)/i;

/**
 * Reads an answer. HTTP status alone proves nothing: only `ret === 200` is success. A gateway error page (5xx), an
 * answer that cannot be read and ret -1 leave open whether the call took effect. A 503 that says when to come back is a
 * refusal by what stands before the gateway, which itself answers with `ret` (decision 35).
 */
export function readGatewayAnswer(result: PostResult): GatewayAnswer {
  if (result.type === "error") return { ok: false, cause: result.kind, message: result.message };
  const { status, text, retryAfterMs } = result;
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  if (status === 503 && retryAfterMs !== undefined) {
    return { ok: false, cause: "unavailable", message: "HTTP 503", ...wait };
  }
  if (status >= 500) return { ok: false, cause: "bad-gateway", message: `HTTP ${status}` };
  if (status === 429) return { ok: false, cause: "throttled", message: "HTTP 429", ...wait };
  if (status === 401 || status === 403) return { ok: false, cause: "unauthorized", message: `HTTP ${status}` };
  if (status < 200 || status >= 300) return { ok: false, cause: "refused", message: `HTTP ${status}` };
  const answer = parseAnswer(text);
  if (!answer) return { ok: false, cause: "unreadable-answer", message: "the gateway's answer is no {ret, msg}" };
  if (answer.ret === 200) return { ok: true, data: answer.data };
  const { ret } = answer;
  const msg = reasonOf(answer);
  return { ok: false, cause: causeOf(ret, msg), message: `ret ${ret} ${msg}`.trim(), ret, msg };
}

/** The reason is in `msg`, and sometimes more of it in `data.msg`. */
function reasonOf({ msg, data }: z.infer<typeof answerSchema>): string {
  const more = reasonSchema.safeParse(data).data?.msg;
  return more === undefined || more === "" || msg.includes(more) ? msg : `${msg} ${more}`.trim();
}

function parseAnswer(text: string): z.infer<typeof answerSchema> | undefined {
  try {
    return answerSchema.parse(parseLosslessJson(text));
  } catch {
    return undefined;
  }
}

function causeOf(ret: number, message: string): FailureCause {
  if (TOKEN_WORDS.test(message)) return "unauthorized";
  if (GONE_WORDS.test(message)) return "device-gone";
  const isOwn = !OTHER_WORDS.test(message);
  if (isOwn && BANNED_WORDS.test(message)) return "account-banned";
  if (ret === 401 || ret === 403 || (isOwn && OFFLINE_WORDS.test(message))) return "account-offline";
  if (ret === 429 || THROTTLED_WORDS.test(message)) return "throttled";
  return ret === -1 ? "busy" : "refused";
}
