import { AppError } from "../../kernel/domain/errors.ts";

/** Why a message is a dead letter. */
export const deadLetterReasonCodes = [
  /** Its body has no form that any version of this lane reads. */
  "unreadable",
  /** Its body has the form of a version after this one. */
  "newer-version",
  /** The store does not take what the message makes, for its content. */
  "refused-by-store",
  /** The work on it failed in another way. */
  "failed",
  /** It stood behind a message of its group that failed. */
  "behind",
  /** No work failed: it waited for its turn for too long, e.g. for an account that stayed offline. */
  "waited",
  /** Its function ended before it could say why: a timeout, too little memory, a loop that Lambda stopped. */
  "given-up",
  /** EventBridge could not give an event to its target. */
  "not-delivered",
  /** A function failed on an event, or on a run of its schedule. */
  "run-failed",
] as const;

export type DeadLetterReasonCode = (typeof deadLetterReasonCodes)[number];

/** `detail`: what the error, or AWS, said; absent where the code says it all. */
export type DeadLetterReason = { readonly code: DeadLetterReasonCode; readonly detail?: string };

/** What happened and what the operator does about it, for people (Chinese). */
const WORDS: Readonly<Record<DeadLetterReasonCode, string>> = {
  unreadable: "内容无法识别",
  "newer-version": "内容来自更新的版本：请部署新版本后重新投递",
  "refused-by-store": "内容无法存储",
  failed: "多次处理失败：请排除原因后重新投递",
  behind: "排在处理失败的消息之后，未能处理：请排除原因后重新投递",
  waited: "等待过久，未轮到处理",
  "given-up": "多次处理未完成（超时、内存不足或被中断）：原因见函数的日志",
  "not-delivered": "事件无法投递到目标",
  "run-failed": "函数处理事件失败",
};

/** A reason as operators read it: the words of its code (Chinese), with the detail in brackets. */
export function deadLetterReasonWords({ code, detail = "" }: DeadLetterReason): string {
  return detail === "" ? WORDS[code] : `${WORDS[code]}（${detail}）`;
}

/** Characters of a detail that are kept. */
const DETAIL_LIMIT = 300;

/** A reason with what an error says, in one line. */
export function reasonOf(code: DeadLetterReasonCode, error: unknown): DeadLetterReason {
  const detail = [...wordsOf(error).replace(/\s+/g, " ").trim()].slice(0, DETAIL_LIMIT).join("");
  return detail === "" ? { code } : { code, detail };
}

function wordsOf(error: unknown): string {
  if (!(error instanceof AppError)) return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const { issues } = error.details;
  const paths = Array.isArray(issues) ? issues.map(({ path, message }) => `${path}: ${message}`).join("; ") : "";
  return paths === "" ? error.message : `${error.message} (${paths})`;
}
