import type { Events } from "../../kernel/application/ports/events.ts";
import type { Clock, Log, Metrics } from "../../kernel/application/ports/runtime.ts";
import type { Account } from "../domain/account.ts";
import type { Announcement } from "../domain/announcement.ts";
import { BEAT_PERIOD } from "../domain/heartbeat.ts";
import { type AccountEvent, type Move, moveAfter } from "../domain/lifecycle.ts";
import { firstReconnectDelay } from "../domain/task.ts";
import type { Announcements } from "./ports/announcements.ts";
import type { Beats } from "./ports/heartbeat.ts";
import type { AccountStates } from "./ports/states.ts";
import type { AccountTasks } from "./ports/tasks.ts";
import { createTellAccount } from "./tell-account.ts";

export type MoveAccountDeps = {
  readonly accounts: AccountStates & Announcements;
  readonly tasks: AccountTasks;
  readonly beats: Beats;
  /** Makes what was parked for an account visible at once. */
  readonly wake: (appId: string) => Promise<void>;
  readonly events: Events;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
};

/** Moves an account as an event demands; returns it after the transition, or undefined where it did not move. */
export type MoveAccount = (account: Account, event: AccountEvent) => Promise<Account | undefined>;

/**
 * The one way by which an account changes its state: the transition, fenced by state and epoch and with what is to be
 * told of it, then what follows. What a crash in between leaves undone (a wake-up, the first try to reconnect, the
 * event), the account's next beat does.
 */
export function createMoveAccount(deps: MoveAccountDeps): MoveAccount {
  const tell = createTellAccount(deps);

  async function follow(from: Account, to: Account): Promise<void> {
    switch (to.state) {
      case "ONLINE":
        await attempt("wake its parked commands", to, () => deps.wake(to.appId));
        await attempt("ask for its first beat", to, () =>
          deps.beats.add([{ appIds: [to.appId], dueAt: to.stateSince + BEAT_PERIOD }]),
        );
        break;
      case "RECONNECTING":
        await attempt("reconnect", to, () =>
          deps.tasks.add(
            { type: "reconnect", appId: to.appId, epoch: to.epoch, attempt: 1 },
            firstReconnectDelay(to.refusedSends),
          ),
        );
        break;
      case "IDLE":
        if (to.reason?.code !== "sends-refused") break;
        await attempt("log it in again", to, () =>
          deps.tasks.add({ type: "log-in", appId: to.appId, epoch: to.epoch }, 0),
        );
        break;
      case "LOGGING_IN":
      case "ERROR":
        break;
      default:
        to.state satisfies never;
    }
    deps.metrics.count("AccountStateChanged", 1, { to: to.state });
    if (from.state === "ONLINE" && to.state !== "LOGGING_IN") deps.metrics.count("AccountOffline");
  }

  async function attempt(what: string, { appId }: Account, call: () => Promise<void>): Promise<void> {
    try {
      await call();
    } catch (error) {
      deps.log.error(`an account's state changed, but it was not possible to ${what}; its next beat does`, error, {
        appId,
      });
    }
  }

  return async (account, event) => {
    const now = deps.clock.now();
    const move = moveAfter(account, event, now);
    if (!move) return undefined;
    const moved = await deps.accounts.transition(account, move, now, announcementOf(account, move, now));
    if (!moved) return undefined;
    await follow(account, moved);
    return tell.now(moved);
  };
}

/** What is to be told of a move. */
export function announcementOf(from: Account, { to, reason }: Move, at: number): Announcement {
  return { type: "moved", at, epoch: from.epoch + 1, from: from.state, to, ...(reason ? { reason } : {}) };
}
