import type * as z from "zod";
import { AppError } from "../../kernel/domain/errors.ts";
import { cutText, parseJson } from "../../kernel/domain/well-formed.ts";

/** What a POST came to; the keep-alive client of the gateway has this form. */
export type RobotPost = (
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string,
  timeoutMs: number,
) => Promise<
  | { readonly type: "answer"; readonly status: number; readonly text: string }
  | { readonly type: "error"; readonly kind: string; readonly message: string }
>;

export type RobotDeps = {
  readonly post: RobotPost;
  /** Epoch ms: signatures carry the time. */
  readonly now: () => number;
  readonly timeoutMs: number;
};

/** What a platform answers, in its own words. `code` 0 is a success. */
export type RobotVerdict = { readonly code: number; readonly message: string };

/**
 * Posts to a robot and reads its answer: HTTP 200 proves nothing, the code in the body does. Throws `throttled` for the
 * codes that mean too many messages, `refused` for every other, `unreachable` where no answer came. No error holds the
 * address, which is the robot's key.
 */
export async function postToRobot(
  deps: RobotDeps,
  url: URL,
  body: object,
  answer: { readonly schema: z.ZodType<RobotVerdict>; readonly throttled: ReadonlySet<number> },
): Promise<void> {
  const result = await deps.post(url, {}, JSON.stringify(body), deps.timeoutMs);
  if (result.type === "error") {
    throw new AppError("unreachable", `机器人没有应答（${result.kind}）`, { retryable: true });
  }
  const verdict = readVerdict(result.text, answer.schema);
  if (!verdict) throw new AppError("refused", `机器人的应答无法识别（HTTP ${result.status}）`);
  if (verdict.code === 0) return;
  const reason = `${verdict.code} ${cutText(verdict.message, 200)}`;
  if (answer.throttled.has(verdict.code)) {
    throw new AppError("throttled", `机器人发送过于频繁：${reason}`, { retryable: true });
  }
  throw new AppError("refused", `机器人拒绝了消息：${reason}`);
}

function readVerdict(text: string, schema: z.ZodType<RobotVerdict>): RobotVerdict | undefined {
  try {
    return schema.safeParse(parseJson(text)).data;
  } catch {
    return undefined;
  }
}
