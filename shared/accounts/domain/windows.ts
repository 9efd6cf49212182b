import * as z from "zod";
import type { Account } from "./account.ts";
import type { Channel } from "./channel.ts";

/** What people do that lets an account send them customer-service messages for a while. */
export const windowActs = ["message", "menu-click", "follow", "scan", "payment", "session-entered"] as const;

export type WindowAct = (typeof windowActs)[number];

/** For how long an act opens the window, ms, and for how many messages: without a number for any. */
type Opening = { readonly ms: number; readonly sends?: number };

const TWO_DAYS = 48 * 3_600_000;
const MESSAGE: Opening = { ms: TWO_DAYS, sends: 5 };
/** After a click, a scan or following. */
const SHORT: Opening = { ms: 60_000, sends: 3 };

/**
 * The acts that open a window, by channel; accounts of a channel without acts may write at any time. Sources:
 * developers.weixin.qq.com, 公众号 客服消息 and 小程序 客服消息.
 */
const OPENINGS: Readonly<Record<Channel, Partial<Record<WindowAct, Opening>>>> = {
  personal: {},
  official: { message: MESSAGE, "menu-click": SHORT, follow: SHORT, scan: SHORT, payment: { ms: TWO_DAYS } },
  "mini-program": { message: MESSAGE, "session-entered": { ms: 60_000, sends: 2 } },
};

/** Whether accounts of a channel may send to people in windows only. */
export function hasWindows(channel: Channel): boolean {
  return longestOf(channel) > 0;
}

function longestOf(channel: Channel): number {
  return Math.max(0, ...Object.values(OPENINGS[channel]).map(({ ms }) => ms));
}

/** Until when an act at `at` keeps the window open, both epoch ms; undefined where it opens nothing on the channel. */
export function openUntil(channel: Channel, act: WindowAct | undefined, at: number): number | undefined {
  const opening = act && OPENINGS[channel][act];
  return opening && at + opening.ms;
}

/** What is known of a person's acts. Times in epoch ms. */
export const actedSchema = z.object({
  /** When the first message or event was accepted that counts here. What the person did before is not known. */
  since: z.number(),
  /** When each act was done last. */
  last: z.partialRecord(z.enum(windowActs), z.number()),
});

export type Acted = z.infer<typeof actedSchema>;

/** The marks of what people do: an act, or `other` for what opens no window. */
export const actMarks = [...windowActs, "other"] as const;

export type ActMark = (typeof actMarks)[number];

/** What a person did at `seenAt`, accepted at `receivedAt` (epoch ms), as the only thing that is known. */
export function actedOnce(mark: ActMark, at: { readonly seenAt: number; readonly receivedAt: number }): Acted {
  return { since: at.receivedAt, last: mark === "other" ? {} : { [mark]: at.seenAt } };
}

/** What both say together; their order does not matter. */
export function actedTogether(one: Acted | undefined, other: Acted | undefined): Acted | undefined {
  if (!one || !other) return one ?? other;
  const last = windowActs.flatMap((act) => {
    const times = [one.last[act], other.last[act]].filter((at) => at !== undefined);
    return times.length > 0 ? [[act, Math.max(...times)]] : [];
  });
  return { since: Math.min(one.since, other.since), last: Object.fromEntries(last) };
}

/** A window that is open. `until` in epoch ms; `sends`: messages that WeChat allows in it, without a number any. */
export type OpenWindow = { readonly by: WindowAct; readonly until: number; readonly sends?: number };

/**
 * `open`: the windows, the one that ends last first. `closed`: the last one ended at `since` (epoch ms) or before.
 * `unknown`: the person may have opened one before the platform looked.
 */
export type WindowState =
  | { readonly state: "open"; readonly windows: readonly [OpenWindow, ...OpenWindow[]] }
  | { readonly state: "closed"; readonly since: number }
  | { readonly state: "unknown" };

/** The windows in which an account may send to a person, by what is known of the person at `now` (epoch ms). */
export function windowState(
  { channel, createdAt }: Pick<Account, "channel" | "createdAt">,
  acted: Acted | undefined,
  now: number,
): WindowState {
  if (!acted) return { state: "unknown" };
  const ends = windowActs
    .flatMap((by) => windowBy(channel, by, acted.last[by]) ?? [])
    .sort((a, b) => b.until - a.until);
  const [first, ...others] = ends.filter(({ until }) => now < until);
  if (first) return { state: "open", windows: [first, ...others] };
  // An act that the platform did not see came before it looked, and its window has ended by then.
  const blindUntil = Math.max(acted.since, createdAt) + longestOf(channel);
  if (now < blindUntil) return { state: "unknown" };
  return { state: "closed", since: Math.max(blindUntil, ...ends.map(({ until }) => until)) };
}

function windowBy(channel: Channel, by: WindowAct, at: number | undefined): OpenWindow | undefined {
  const until = at === undefined ? undefined : openUntil(channel, by, at);
  if (until === undefined) return undefined;
  const sends = OPENINGS[channel][by]?.sends;
  return { by, until, ...(sends === undefined ? {} : { sends }) };
}

/** By how much WeChat's clock and ours may differ, ms. */
export const CLOCK_MARGIN = 30_000;

/** Whether WeChat would refuse a message for certain: the last window ended longer ago than clocks may differ. */
export function isShut(state: WindowState, now: number): boolean {
  return state.state === "closed" && now >= state.since + CLOCK_MARGIN;
}
