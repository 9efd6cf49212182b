import { cached } from "../../../kernel/application/cached.ts";
import { inParallel } from "../../../kernel/application/in-parallel.ts";
import type { Events } from "../../../kernel/application/ports/events.ts";
import type { Log } from "../../../kernel/application/ports/runtime.ts";
import type { SettingsReader } from "../../../kernel/application/ports/settings.ts";
import { type Beat, deferredTo, isOverdue, isWatched, putOff, SHARD } from "../../domain/heartbeat.ts";
import type { AccountSettings } from "../../domain/settings.ts";
import type { Announcements } from "../ports/announcements.ts";
import type { Beats, Pulses, WatchedAccount } from "../ports/heartbeat.ts";
import { createTellAccount } from "../tell-account.ts";
import { type BeatAccountDeps, createBeatAccount } from "./beat-account.ts";

export type BeatAccountsDeps = BeatAccountDeps & {
  readonly accounts: Announcements;
  readonly pulses: Pick<Pulses, "read">;
  /** Makes what was parked for an account visible at once. */
  readonly wake: (appId: string) => Promise<void>;
  readonly beats: Beats;
  readonly events: Events;
  readonly settings: SettingsReader<AccountSettings>;
  readonly log: Log;
};

const SETTINGS_CACHE = 60_000;

/**
 * One beat of some accounts: each is asked whether it is online, and moved if it is not what it is thought to be. One
 * read tells all that is known of them. An account that proved its life less than a period ago is asked when that
 * period is over. The beat also does what a crash left undone elsewhere: parked commands that were not woken, untold
 * announcements, a lost try to reconnect, a login without end, the hour after an ERROR. One account's trouble is not
 * another's.
 */
export function createBeatAccounts(deps: BeatAccountsDeps): (beat: Beat) => Promise<void> {
  const tell = createTellAccount(deps);
  const beatAccount = createBeatAccount(deps);
  const settings = cached(deps.clock, SETTINGS_CACHE, () => deps.settings.get());

  /** Returns when the account is to be asked instead, epoch ms. */
  async function beatOne(watched: WatchedAccount, fleet: AccountSettings): Promise<number | undefined> {
    const { account, pulse, parked } = watched;
    const now = deps.clock.now();
    await tell.whatIsLeft(account);
    if (!isWatched(account)) return undefined;
    if (account.state === "ONLINE") {
      if (parked) await deps.wake(account.appId);
      const later = deferredTo(pulse, now);
      if (later !== undefined) return later;
    }
    await beatAccount(watched, fleet);
    return undefined;
  }

  return async (beat) => {
    if (isOverdue(beat, deps.clock.now())) {
      deps.metrics.count("BeatDropped", beat.appIds.length);
      return;
    }
    const fleet = await settings.get("fleet");
    const deferred = new Map<number, string[]>();
    await inParallel(await deps.pulses.read(beat.appIds), SHARD, async (watched) => {
      const { appId } = watched.account;
      try {
        const later = await beatOne(watched, fleet);
        if (later === undefined) return;
        // Whole seconds, as queues count.
        const second = Math.ceil(later / 1000) * 1000;
        deferred.set(second, [...(deferred.get(second) ?? []), appId]);
      } catch (error) {
        deps.metrics.count("BeatFailed");
        deps.log.error("an account's beat failed; the next one tries again", error, { appId });
      }
    });
    const later = [...deferred].flatMap(([dueAt, appIds]) => putOff(beat, appIds, dueAt) ?? []);
    if (later.length > 0) await deps.beats.add(later);
  };
}
