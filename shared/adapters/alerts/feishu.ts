import { createHmac } from "node:crypto";
import * as z from "zod";
import type { AlertChannel } from "../../alerts/application/ports/channels.ts";
import { nameOfRobot, type RobotCredentials } from "./credentials.ts";
import { postToRobot, type RobotDeps } from "./robot.ts";

const schema = z
  .object({ code: z.number(), msg: z.string().default("") })
  .transform(({ code, msg }) => ({ code, message: msg }));

/** Over 100 messages a minute or 5 a second of one robot, or the platform is busy, as at each full hour. */
const throttled: ReadonlySet<number> = new Set([11232]);

/**
 * A Feishu (Lark) group robot; one with a secret wants `timestamp` (seconds) and `sign` in the body. A request has
 * 20 KB at most. https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot
 */
export function createFeishuChannel(
  robot: RobotCredentials & { readonly secret?: string | undefined },
  deps: RobotDeps,
): AlertChannel {
  return {
    name: nameOfRobot(robot),
    maxBytes: 8000,
    send: (text) => {
      const body = { ...signature(robot.secret, deps.now()), msg_type: "text", content: { text: withoutTags(text) } };
      return postToRobot(deps, new URL(robot.url), body, { schema, throttled });
    },
  };
}

function signature(secret: string | undefined, now: number): object {
  if (secret === undefined) return {};
  const timestamp = String(Math.floor(now / 1000));
  return { timestamp, sign: feishuSign(secret, timestamp) };
}

/** HMAC-SHA256 with `timestamp\nsecret` as key over nothing, in base64: the other way round than DingTalk's. */
export function feishuSign(secret: string, timestamp: string): string {
  return createHmac("sha256", `${timestamp}\n${secret}`).digest("base64");
}

/** A text may hold `<at user_id="all">`: a reason that quotes a customer must not call the whole group. */
function withoutTags(text: string): string {
  return text.replaceAll("<", "＜");
}
