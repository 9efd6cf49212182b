import type { DatabaseSync } from "node:sqlite";
import * as z from "zod";
import { createDocuments } from "../documents.ts";

const windowSchema = z.object({ until: z.number(), left: z.int() });
const userSchema = z.object({ follows: z.boolean(), message: windowSchema, action: windowSchema });

const CLOSED = { until: 0, left: 0 };

/** What opens the customer-service window, for how long (ms), and for how many messages. */
const WINDOWS = {
  message: { ms: 48 * 3_600_000, messages: 5 },
  action: { ms: 60_000, messages: 3 },
} as const;

/** WeChat's names of the events that open the short window. */
const OPENING: ReadonlySet<string> = new Set(["subscribe", "SCAN", "CLICK"]);

export type SimUsers = {
  /** The person sent a message, or did what makes this event. */
  acted(appId: string, openid: string, event: string | undefined, now: number): void;
  /** Takes one message out of the window; the errcode where no window is open for it. */
  receive(appId: string, openid: string, now: number): 0 | 40003 | 43004 | 45015 | 45047;
};

/** People at Official Accounts, by what they did last. */
export function createUsers(db: DatabaseSync): SimUsers {
  const users = createDocuments(db, "weixinUsers", userSchema);
  const keyOf = (appId: string, openid: string) => `${appId}/${openid}`;
  return {
    acted(appId, openid, event, now) {
      const key = keyOf(appId, openid);
      const user = users.get(key) ?? { follows: true, message: CLOSED, action: CLOSED };
      const opens = event === undefined ? "message" : OPENING.has(event) ? "action" : undefined;
      const { ms, messages } = WINDOWS[opens ?? "action"];
      users.put(key, {
        ...user,
        follows: event !== "unsubscribe",
        ...(opens ? { [opens]: { until: now + ms, left: messages } } : {}),
      });
    },
    receive(appId, openid, now) {
      const key = keyOf(appId, openid);
      const user = users.get(key);
      if (!user) return 40003;
      if (!user.follows) return 43004;
      const open = (["action", "message"] as const).filter((name) => now < user[name].until);
      if (open.length === 0) return 45015;
      const name = open.find((one) => user[one].left > 0);
      if (!name) return 45047;
      users.put(key, { ...user, [name]: { ...user[name], left: user[name].left - 1 } });
      return 0;
    },
  };
}
