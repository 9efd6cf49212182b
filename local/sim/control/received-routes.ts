import * as z from "zod";
import type { CallLog } from "../call-log.ts";
import { sendJson, sendText } from "../http.ts";
import type { Robots } from "../robots/robots.ts";
import type { Webhooks } from "../webhooks.ts";
import { type ControlRoutes, queryOf } from "./call.ts";

const afterQuery = z.strictObject({ after: z.coerce.number().int().nonnegative().default(0) });
const robotQuery = afterQuery.extend({ robot: z.string().optional() });
const callQuery = afterQuery.extend({
  path: z.string().optional(),
  appId: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(10_000).default(1000),
});

/** What the simulated vendors, robots and receivers have received. */
export function receivedRoutes({
  log,
  robots,
  webhooks,
}: {
  log: CallLog;
  robots: Robots;
  webhooks: Webhooks;
}): ControlRoutes {
  return {
    "GET calls": (call) => sendText(call.response, 200, log.read(queryOf(call, callQuery))),
    "GET robots"(call) {
      const { after, robot } = queryOf(call, robotQuery);
      sendJson(call.response, 200, { messages: robots.list(after, robot) });
    },
    "GET webhooks": (call) => sendJson(call.response, 200, { calls: webhooks.list(queryOf(call, afterQuery).after) }),
  };
}
