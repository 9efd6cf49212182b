import type { ServerResponse } from "node:http";
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
  /** Seconds. */
  wait: z.coerce.number().min(0).max(60).default(0),
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
    async "GET calls"(call) {
      const { wait, ...filter } = queryOf(call, callQuery);
      if (wait > 0) await log.untilThere(filter, untilLeftOrLate(call.response, wait * 1000));
      if (!call.response.destroyed) sendText(call.response, 200, log.read(filter));
    },
    "GET robots"(call) {
      const { after, robot } = queryOf(call, robotQuery);
      sendJson(call.response, 200, { messages: robots.list(after, robot) });
    },
    "GET webhooks": (call) => sendJson(call.response, 200, { calls: webhooks.list(queryOf(call, afterQuery).after) }),
  };
}

/** Aborts when the client goes away before its answer, or after `ms`. */
function untilLeftOrLate(response: ServerResponse, ms: number): AbortSignal {
  const ended = new AbortController();
  const timer = setTimeout(() => ended.abort(), ms);
  response.once("close", () => {
    clearTimeout(timer);
    ended.abort();
  });
  return ended.signal;
}
