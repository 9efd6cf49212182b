import type { DatabaseSync } from "node:sqlite";
import * as z from "zod";
import { createDocuments } from "../documents.ts";
import { MINI_PROGRAM } from "./credentials.ts";

const windowSchema = z.object({ until: z.number(), left: z.int() });

const CLOSED = { until: 0, left: 0 };
const closed = windowSchema.default(CLOSED);
const userSchema = z.object({ follows: z.boolean(), message: closed, action: closed, entry: closed, payment: closed });
type User = z.infer<typeof userSchema>;

/** What opens a customer-service window, for how long (ms), and for how many messages. */
const WINDOWS = {
  message: { ms: 48 * 3_600_000, messages: 5 },
  action: { ms: 60_000, messages: 3 },
  /** The customer-service page of a mini program. */
  entry: { ms: 60_000, messages: 2 },
  payment: { ms: 48 * 3_600_000, messages: Number.MAX_SAFE_INTEGER },
} as const;
type Window = keyof typeof WINDOWS;

/** The window from which a message is taken: the one that ends first. */
const WINDOW_ORDER = ["action", "entry", "message", "payment"] as const satisfies Window[];

/** The window that an event opens, by WeChat's name of it. */
const OPENED_BY: ReadonlyMap<string, Window> = new Map([
  ["subscribe", "action"],
  ["SCAN", "action"],
  ["CLICK", "action"],
  ["scancode_push", "action"],
  ["scancode_waitmsg", "action"],
  ["user_enter_tempsession", "entry"],
]);

/** What the key of `subscribe` begins with where the person followed after a payment. */
const PAID = "last_trade_no_";
const PAYMENT_AND_FOLLOW: readonly Window[] = ["action", "payment"];

/** What a person did: an event with its key, or a message. */
export type SimAct = { readonly event?: string | undefined; readonly eventKey?: string | undefined };

export type SimUsers = {
  /** Whether a person follows; undefined for one whom the account has never seen. */
  follows(appId: string, openid: string): boolean | undefined;
  /** Openids of those who follow. */
  followers(appId: string): string[];
  /** The person sent a message, or did what makes this event. */
  acted(appId: string, openid: string, act: SimAct, now: number): void;
  /** The person paid at the account; the window of Official Accounts opens. */
  paid(appId: string, openid: string, now: number): void;
  /** Takes one message out of a window; the errcode where no window is open for it. */
  receive(appId: string, openid: string, now: number): 0 | 40003 | 43004 | 45015 | 45047;
};

/** People at Official Accounts and mini programs, by what they did last. */
export function createUsers(db: DatabaseSync): SimUsers {
  const users = createDocuments(db, "weixinUsers", userSchema);
  const keyOf = (appId: string, openid: string) => `${appId}/${openid}`;
  return {
    follows: (appId, openid) => users.get(keyOf(appId, openid))?.follows,
    followers: (appId) =>
      users
        .startingWith(keyOf(appId, ""))
        .filter(({ document }) => document.follows)
        .map(({ id }) => id.slice(appId.length + 1)),
    acted(appId, openid, { event, eventKey = "" }, now) {
      const key = keyOf(appId, openid);
      const user = users.get(key) ?? userSchema.parse({ follows: true });
      const opened = event === "subscribe" && eventKey.startsWith(PAID) ? PAYMENT_AND_FOLLOW : opensBy(event);
      const windows = opened.map((name) => [name, windowAt(name, now)] as const);
      users.put(key, { ...user, follows: event !== "unsubscribe", ...Object.fromEntries(windows) });
    },
    paid(appId, openid, now) {
      if (appId === MINI_PROGRAM.appId) return;
      const key = keyOf(appId, openid);
      const user = users.get(key) ?? userSchema.parse({ follows: true });
      users.put(key, { ...user, payment: windowAt("payment", now) });
    },
    receive(appId, openid, now) {
      const key = keyOf(appId, openid);
      const user = users.get(key);
      if (!user) return 40003;
      if (!user.follows) return 43004;
      const open = WINDOW_ORDER.filter((name) => now < user[name].until);
      if (open.length === 0) return 45015;
      const name = open.find((one) => user[one].left > 0);
      if (!name) return 45047;
      users.put(key, { ...user, [name]: { ...user[name], left: user[name].left - 1 } } satisfies User);
      return 0;
    },
  };
}

function opensBy(event: string | undefined): readonly Window[] {
  const opened = event === undefined ? "message" : OPENED_BY.get(event);
  return opened ? [opened] : [];
}

function windowAt(name: Window, now: number): User[Window] {
  const { ms, messages } = WINDOWS[name];
  return { until: now + ms, left: messages };
}
