import { BEAT_PERIOD, planBeats } from "../../shared/accounts/domain/heartbeat.ts";

/** One question to the gateway about an account, with its time (epoch ms). */
export type Ask = { readonly appId: string; readonly at: number };

/** The stretch of time in which a fleet was watched (epoch ms). */
export type Watch = { readonly appIds: readonly string[]; readonly from: number; readonly until: number };

/**
 * Gaps (ms) between two questions about an account. A first or last stretch that is longer than a period counts too.
 */
export function gapsOf(asks: readonly Ask[], { appIds, from, until }: Watch): number[] {
  const byAccount = Map.groupBy(asks, ({ appId }) => appId);
  return appIds.flatMap((appId) => {
    const times = (byAccount.get(appId) ?? []).map(({ at }) => at);
    const between = times.slice(1).map((time, index) => time - (times[index] ?? Number.NaN));
    const edges = [(times[0] ?? until) - from, until - (times.at(-1) ?? from)];
    return [...between, ...edges.filter((edge) => edge > BEAT_PERIOD)];
  });
}

/** Time (ms) from an account's planned second to its question. Minutes begin as the embedded schedules do. */
export function delaysOf(asks: readonly Ask[], { appIds }: Watch): number[] {
  const planned = planBeats(appIds, 0).flatMap((beat) => beat.appIds.map((appId) => [appId, beat.dueAt] as const));
  const dueAt = new Map(planned);
  return asks.map(({ appId, at }) => (at - (dueAt.get(appId) ?? Number.NaN)) % BEAT_PERIOD);
}

/** Number of questions in each second. */
export function loadsOf(asks: readonly Ask[], { from, until }: Watch): number[] {
  const perSecond = Map.groupBy(asks, ({ at }) => Math.floor((at - from) / 1000));
  return Array.from({ length: Math.floor((until - from) / 1000) }, (_, second) => perSecond.get(second)?.length ?? 0);
}
