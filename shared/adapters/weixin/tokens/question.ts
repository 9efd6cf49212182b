import type * as z from "zod";
import { type CallWeixin, failure, type WeixinCall } from "../call-weixin.ts";
import { ownerRefused } from "./owner-refused.ts";

/** What one question for a token has for all of its calls, ms: less than the lease of who asks. */
const WITHIN = 12_000;
const ONE_CALL = 5000;

export type QuestionDeps = { readonly call: CallWeixin; readonly now: () => number };

type Asked = {
  readonly path: string;
  /** Whose token it is. */
  readonly owner: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
};

/** Makes a call of the question, and reads the answer. */
export type Question = <T extends z.ZodType<object>>(asked: Asked, answer: T) => Promise<z.output<T>>;

/**
 * One question for a token: its calls end within 12 s, and fail as `ownerRefused` says.
 */
export function createQuestion({ call, now }: QuestionDeps): Question {
  const endsAt = now() + WITHIN;
  return async ({ path, owner: appId, query = {}, body }, answer) => {
    const left = endsAt - now();
    if (left <= 0) throw failure({ path, appId }, "not-prepared", "there was no time left to ask for the token");
    const to = { path, appId, query, timeoutMs: Math.min(ONE_CALL, left) };
    const asked: WeixinCall = body ? { ...to, method: "POST", body } : { ...to, method: "GET" };
    const read = answer.safeParse(
      await call(asked).catch((error: unknown) => Promise.reject(ownerRefused(error, asked))),
    );
    if (read.success) return read.data;
    const wrong = read.error.issues.map(({ path: at }) => at.join(".")).join(", ");
    throw failure({ path, appId }, "not-prepared", `the answer is not WeChat's: ${wrong}`);
  };
}
