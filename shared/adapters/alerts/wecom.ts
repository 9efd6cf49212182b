import * as z from "zod";
import type { AlertChannel } from "../../alerts/application/ports/channels.ts";
import { nameOfRobot, type RobotCredentials } from "./credentials.ts";
import { postToRobot, type RobotDeps } from "./robot.ts";

const schema = z
  .object({ errcode: z.number(), errmsg: z.string().default("") })
  .transform(({ errcode, errmsg }) => ({ code: errcode, message: errmsg }));

/** 45009: over 20 messages a minute. */
const throttled: ReadonlySet<number> = new Set([45009]);

/**
 * A WeCom group robot. Its key in the address is all there is of security; a text has 2,048 bytes at most.
 * https://developer.work.weixin.qq.com/document/path/91770
 */
export function createWecomChannel(robot: RobotCredentials, deps: RobotDeps): AlertChannel {
  return {
    name: nameOfRobot(robot),
    maxBytes: 2048,
    send: (content) =>
      postToRobot(deps, new URL(robot.url), { msgtype: "text", text: { content } }, { schema, throttled }),
  };
}
