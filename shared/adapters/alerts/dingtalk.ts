import { createHmac } from "node:crypto";
import * as z from "zod";
import type { AlertChannel } from "../../alerts/application/ports/channels.ts";
import { nameOfRobot, type RobotCredentials } from "./credentials.ts";
import { postToRobot, type RobotDeps } from "./robot.ts";

const schema = z
  .object({ errcode: z.number(), errmsg: z.string().default("") })
  .transform(({ errcode, errmsg }) => ({ code: errcode, message: errmsg }));

/** Over 20 messages a minute, by its old and its new code; then the robot is muted for ten minutes. */
const throttled: ReadonlySet<number> = new Set([130101, 660026]);

/**
 * A DingTalk group robot; one with a secret wants `timestamp` (ms) and `sign` in the address. A message has 20,000
 * bytes at most, its JSON included. https://open.dingtalk.com/document/orgapp/customize-robot-security-settings
 */
export function createDingtalkChannel(
  robot: RobotCredentials & { readonly secret?: string | undefined },
  deps: RobotDeps,
): AlertChannel {
  return {
    name: nameOfRobot(robot),
    maxBytes: 8000,
    send: (content) =>
      postToRobot(deps, signed(robot, deps.now()), { msgtype: "text", text: { content } }, { schema, throttled }),
  };
}

function signed({ url, secret }: { url: string; secret?: string | undefined }, now: number): URL {
  const address = new URL(url);
  if (secret === undefined) return address;
  address.searchParams.set("timestamp", String(now));
  address.searchParams.set("sign", dingtalkSign(secret, now));
  return address;
}

/** HMAC-SHA256 with the secret as key over `timestamp\nsecret`, in base64. `now` in epoch ms. */
export function dingtalkSign(secret: string, now: number): string {
  return createHmac("sha256", secret).update(`${now}\n${secret}`).digest("base64");
}
