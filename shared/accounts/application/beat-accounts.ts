import { cached } from "../../kernel/application/cached.ts";
import { inParallel } from "../../kernel/application/in-parallel.ts";
import type { Events } from "../../kernel/application/ports/events.ts";
import type { Clock, Log, Metrics } from "../../kernel/application/ports/runtime.ts";
import type { SettingsReader } from "../../kernel/application/ports/settings.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import type { Account } from "../domain/account.ts";
import { BEAT_PERIOD, type Beat, deferredTo, isOverdue, isSilent, isWatched, putOff } from "../domain/heartbeat.ts";
import type { AccountSettings } from "../domain/settings.ts";
import { RECONNECT_TRIES } from "../domain/task.ts";
import { eventOf } from "./check-account.ts";
import type { MoveAccount } from "./move-account.ts";
import type { Accounts } from "./ports/accounts.ts";
import type { Announcements } from "./ports/announcements.ts";
import type { Connection, Connections } from "./ports/connections.ts";
import type { Beats, Pulses, WatchedAccount } from "./ports/heartbeat.ts";
import type { AccountTasks } from "./ports/tasks.ts";
import { createTellAccount } from "./tell-account.ts";

export type BeatAccountsDeps = {
  readonly accounts: Accounts & Announcements;
  readonly pulses: Pulses;
  readonly connections: Connections;
  readonly move: MoveAccount;
  readonly wake: (appId: string) => Promise<void>;
  readonly tasks: AccountTasks;
  readonly beats: Beats;
  readonly events: Events;
  readonly settings: SettingsReader<AccountSettings>;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
};

/** Calls of one beat that are under way at a time: a full one takes three times as long as the gateway's answer. */
const PARALLEL = 10;
const SETTINGS_CACHE = 60_000;

/** A series of tries to reconnect, or a login, that takes longer than this has lost its next step, ms. */
const STALLED = 180_000;

/** What a beat took up, later ones leave alone until it stalls once more: a worker that is behind would be buried. */
const TAKEN_UP = 1.5 * BEAT_PERIOD;

/**
 * One beat of some accounts: each is asked whether it is online, and moved if it is not what it is thought to be. One
 * read tells all that is known of them. An account that proved its life less than a period ago is asked when that
 * period is over. What a crash left undone elsewhere (parked commands that nobody woke, news that nobody was
 * told, a lost try to reconnect, a login without end, the hour after an ERROR) is done here. One account's trouble is not another's.
 */
export function createBeatAccounts(deps: BeatAccountsDeps): (beat: Beat) => Promise<void> {
  const tell = createTellAccount(deps);
  const settings = cached(deps.clock, SETTINGS_CACHE, () => deps.settings.get());

  return async (beat) => {
    if (isOverdue(beat, deps.clock.now())) {
      deps.metrics.count("BeatDropped", beat.appIds.length);
      return;
    }
    const fleet = await settings.get("fleet");
    const deferred = new Map<number, string[]>();
    const defer = (appId: string, dueAt: number) => {
      // Whole seconds, as queues count.
      const second = Math.ceil(dueAt / 1000) * 1000;
      deferred.set(second, [...(deferred.get(second) ?? []), appId]);
    };
    await inParallel(await deps.pulses.read(beat.appIds), PARALLEL, async (watched) => {
      try {
        await beatOne(watched, fleet, defer);
      } catch (error) {
        deps.metrics.count("BeatFailed");
        deps.log.error("an account's beat failed; the next one tries again", error, { appId: watched.account.appId });
      }
    });
    const later = [...deferred].flatMap(([dueAt, appIds]) => putOff(beat, appIds, dueAt) ?? []);
    if (later.length > 0) await deps.beats.add(later);
  };

  async function beatOne(
    watched: WatchedAccount,
    fleet: AccountSettings,
    defer: (appId: string, dueAt: number) => void,
  ): Promise<void> {
    const { account } = watched;
    const now = deps.clock.now();
    const inState = now - account.stateSince;
    await tell.whatIsLeft(account);
    if (!isWatched(account)) return;
    switch (account.state) {
      case "ONLINE": {
        if (watched.parked) await deps.wake(account.appId);
        const later = deferredTo(watched.pulse, now);
        if (later !== undefined) return defer(account.appId, later);
        return beatOnline(watched, fleet);
      }
      case "IDLE":
        return beatIdle(watched, fleet);
      case "RECONNECTING":
        if (!isStalled(inState)) return;
        deps.metrics.count("ReconnectStalled");
        return deps.tasks.add(
          { type: "reconnect", appId: account.appId, epoch: account.epoch, attempt: RECONNECT_TRIES },
          0,
        );
      case "LOGGING_IN":
        if (!isStalled(inState)) return;
        deps.metrics.count("LoginStalled");
        return deps.tasks.add({ type: "resume-login", appId: account.appId, epoch: account.epoch }, 0);
      case "ERROR":
        if (inState >= fleet.retryMinutes * 60_000) await deps.move(account, { type: "retry-due" });
        else if (account.reason?.code === "reconnect-exhausted") await beatExhausted(account);
        return;
      default:
        account.state satisfies never;
    }
  }

  /** Its tries to reconnect may have met a gateway that was away: it need not wait for its hour once that is back. */
  async function beatExhausted(account: Account): Promise<void> {
    if ((await ask(account.appId)) === "online") await deps.move(account, { type: "found-online", by: "beat" });
  }

  async function beatOnline({ account, pulse }: WatchedAccount, fleet: AccountSettings): Promise<void> {
    const askedAt = deps.clock.now();
    const connection = await ask(account.appId);
    if (connection === undefined) return;
    if (connection !== "online") return leave(account, connection, askedAt);
    if (isSilent(account, pulse, fleet.silenceMinutes * 60_000, askedAt)) await renew(account, "silent");
  }

  /** Moves an account that is not online any more, also if its epoch grew since it was read but not since it was asked. */
  async function leave(account: Account, connection: Connection, askedAt: number): Promise<void> {
    const event = eventOf(connection, "beat-failed");
    if (await deps.move(account, event)) return;
    const fresh = await deps.accounts.get(account.appId);
    if (fresh && fresh.epoch !== account.epoch && fresh.stateSince < askedAt) await deps.move(fresh, event);
  }

  /** An account that waits for its way back: what renews a connection is tried once an hour. */
  async function beatIdle({ account, pulse }: WatchedAccount, fleet: AccountSettings): Promise<void> {
    const connection = await ask(account.appId);
    if (connection === undefined) return;
    await deps.move(account, eventOf(connection, "beat-failed"));
    const { renewedAt = 0 } = pulse;
    const due = deps.clock.now() - renewedAt >= fleet.retryMinutes * 60_000;
    if (connection === "offline" && account.reason?.code === "retry" && due) await renew(account, "retry");
  }

  async function renew({ appId }: Account, why: "silent" | "retry"): Promise<void> {
    deps.metrics.count("ConnectionRenewed", 1, { why });
    await deps.pulses.renewed(appId, deps.clock.now());
    await deps.connections.reconnect(appId);
  }

  /** Undefined where the gateway says nothing: that is no news of the account. */
  async function ask(appId: string): Promise<Connection | undefined> {
    deps.metrics.count("BeatAsked");
    try {
      return await deps.connections.checkOnline(appId);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      deps.metrics.count("BeatUnanswered", 1, { code: error.code });
      return undefined;
    }
  }
}

/** For a beat or two of each such period, ms. */
function isStalled(inState: number): boolean {
  return inState >= STALLED && inState % STALLED < TAKEN_UP;
}
