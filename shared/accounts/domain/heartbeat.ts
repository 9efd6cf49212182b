import * as z from "zod";
import type { Account } from "./account.ts";
import { appIdSchema } from "./account.ts";
import { channelOf } from "./channel.ts";

/** Each account is asked for once in this time, ms. */
export const BEAT_PERIOD = 30_000;

/** Most accounts of one message: they are asked at once, so a message takes as long as one answer. */
export const SHARD = 50;

/** A round begins so long after its plan, ms: a planner that is late by less delays no beat. */
const LEAD = 5000;

/** Beats that were due longer ago than this (ms) are left out of a plan: they would all be asked at once. */
const CATCH_UP = 5000;

/**
 * One beat of some accounts: they are all asked at `dueAt` (epoch ms). One that was put off carries when the plan asks
 * for them again, `nextAt`; without it that is a period after `dueAt`.
 */
export const beatSchema = z.object({
  appIds: z.array(appIdSchema).min(1).max(100),
  dueAt: z.number(),
  nextAt: z.number().optional(),
});

export type Beat = z.infer<typeof beatSchema>;

/** An account's last signs of life, epoch ms. */
export type Pulse = {
  /** A call that only an account that is online can make succeeded. */
  readonly aliveAt?: number;
  /** A message came in. */
  readonly heardAt?: number;
  /** Its connection was renewed. */
  readonly renewedAt?: number;
};

/**
 * Whether the gateway is asked for an account by schedule: not after an operator logged it out, and not on every
 * channel.
 */
export function isWatched({ registered, channel, state, reason }: Account): boolean {
  return registered && channelOf({ channel }).beats && !(state === "IDLE" && reason?.code === "logged-out");
}

/** A message that is older when it is decided is no sign that its account hears at present, ms. */
const FRESH = 60_000;

/**
 * Whether a message that came in at `receivedAt` says that an account may be back: one that is thought to be offline
 * hears. Not while it logs in, nor where only a login helps.
 */
export function mayBeBack({ state, reason }: Account, receivedAt: number, now: number): boolean {
  if (state === "ONLINE" || state === "LOGGING_IN" || now - receivedAt > FRESH) return false;
  return reason?.code !== "logged-out" && reason?.code !== "sends-refused";
}

/**
 * The beats of one minute that begins at `minute` (epoch ms): two for each account, a period apart. An account keeps
 * its second within the period from minute to minute, by a hash of its appId: so the calls are spread over the period,
 * and no account waits longer than a period when others come and go.
 */
export function planBeats(appIds: readonly string[], minute: number): Beat[] {
  const bySecond = Map.groupBy(appIds, slotOf);
  return [...bySecond]
    .flatMap(([second, ids]) =>
      shardsOf(ids).flatMap((shard) =>
        [0, BEAT_PERIOD].map((round) => ({ appIds: shard, dueAt: minute + LEAD + second * 1000 + round })),
      ),
    )
    .sort((a, b) => a.dueAt - b.dueAt);
}

/**
 * The second within the period at which an account is asked, 0 to 29. What a beat reads of the accounts is kept
 * together by it.
 */
export function slotOf(appId: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < appId.length; at++) hash = Math.imul(hash ^ appId.charCodeAt(at), 0x01000193);
  // Neighbours differ in their last letter only: the high bits are mixed into the low ones.
  hash ^= hash >>> 15;
  return (Math.imul(hash, 0x2c1b3c6d) >>> 0) % (BEAT_PERIOD / 1000);
}

/**
 * As few messages as can be, of about the same size and each of neighbours by appId: a range of them is read in one
 * query.
 */
function shardsOf(appIds: readonly string[]): string[][] {
  const ids = [...appIds].sort();
  const count = Math.ceil(ids.length / SHARD);
  const start = (shard: number) => Math.floor((shard * ids.length) / count);
  return Array.from({ length: count }, (_, shard) => ids.slice(start(shard), start(shard + 1)));
}

/** Whether a beat is queued too late to be of use: its accounts are asked in the next round. */
export function isMissed({ dueAt }: Beat, now: number): boolean {
  return now - dueAt > CATCH_UP;
}

/** Whether a beat comes so late that the next round has begun, which tells the same. */
export function isOverdue({ dueAt }: Beat, now: number): boolean {
  return now - dueAt > BEAT_PERIOD;
}

/** When an account that was alive at `aliveAt` is to be asked; undefined where it is now. */
export function deferredTo({ aliveAt }: Pulse, now: number): number | undefined {
  if (aliveAt === undefined || now - aliveAt >= BEAT_PERIOD) return undefined;
  return Math.min(aliveAt, now) + BEAT_PERIOD;
}

/**
 * The beat of some accounts of `beat` that is put off to `dueAt`; undefined where the plan's next beat comes no later.
 * Without this limit, an account that sends all the time would put off one more beat with every round.
 */
export function putOff({ dueAt: was, nextAt = was + BEAT_PERIOD }: Beat, appIds: string[], dueAt: number) {
  return dueAt < nextAt ? { appIds, dueAt, nextAt } : undefined;
}

/** Whether nothing came from an account that is online for `silenceMs`; 0 is never. */
export function isSilent(account: Account, { heardAt = 0, renewedAt = 0 }: Pulse, silenceMs: number, now: number) {
  return silenceMs > 0 && now - Math.max(account.stateSince, heardAt, renewedAt) >= silenceMs;
}
