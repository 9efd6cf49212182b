import type { Account } from "../domain/account.ts";
import { type AccountEvent, moveAfter } from "../domain/account-lifecycle.ts";
import type { ReasonCode } from "../domain/account-reason.ts";
import { firstReconnectDelay, RECONNECT_TRIES } from "../domain/account-task.ts";
import { BEAT_PERIOD } from "../domain/heartbeat.ts";
import { EVENTS } from "../names.ts";
import type { Accounts, AccountTasks, Beats } from "./ports/accounts.ts";
import type { Events, FleetEvent } from "./ports/events.ts";
import type { Clock, Log, Metrics } from "./ports/runtime.ts";

export type MoveAccountDeps = {
  readonly accounts: Accounts;
  readonly tasks: AccountTasks;
  readonly beats: Beats;
  /** Makes what was parked for an account visible at once. */
  readonly wake: (appId: string) => Promise<void>;
  readonly events: Events;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
};

/** Moves an account as an event demands; returns it after the transition, or undefined where there was none. */
export type MoveAccount = (account: Account, event: AccountEvent, login?: LoginLinks) => Promise<Account | undefined>;

/** Where an operator finds the code to scan, or the page of a new device's check. */
export type LoginLinks = { readonly qrUrl?: string; readonly verifyUrl?: string };

/** Reasons with which a person has to log the account in. */
const LOGIN_NEEDED: ReadonlySet<ReasonCode> = new Set([
  "sends-refused",
  "device-gone",
  "banned",
  "scan-timeout",
  "scan-cancelled",
  "code-expired",
  "login-refused",
  "wrong-account",
]);

/**
 * The one way by which an account changes its state: the transition, fenced by state and epoch, then what follows from
 * it. What a crash in between leaves undone (a wake-up, the first try to reconnect), the account's next beat does.
 */
export function createMoveAccount(deps: MoveAccountDeps): MoveAccount {
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

  return async (account, event, links = {}) => {
    const now = deps.clock.now();
    const move = moveAfter(account, event, now);
    if (!move) return undefined;
    const moved = await deps.accounts.transition(account, move, now);
    if (!moved) return undefined;
    await follow(account, moved);
    const announced = eventsOf(account, moved, links, now);
    try {
      await deps.events.publish(announced);
    } catch (error) {
      const types = announced.map(({ type }) => type);
      deps.log.error("an account's state changed and was not announced", error, { appId: moved.appId, types });
    }
    return moved;
  };
}

function eventsOf(from: Account, to: Account, links: LoginLinks, at: number): FleetEvent[] {
  const { appId, epoch, reason } = to;
  const events: FleetEvent[] = [
    {
      type: EVENTS.accountStateChanged,
      detail: { appId, name: to.name, from: from.state, to: to.state, epoch, ...(reason ? { reason } : {}), at },
    },
  ];
  if (reason?.code === "reconnect-exhausted") {
    events.push({ type: EVENTS.reconnectExhausted, detail: { appId, name: to.name, attempts: RECONNECT_TRIES, at } });
  }
  if (reason && LOGIN_NEEDED.has(reason.code)) events.push(loginRequired(to, links, at));
  return events;
}

/** Asks for a person: `reason` says why and what to do. */
export function loginRequired({ appId, name, reason }: Account, links: LoginLinks, at: number): FleetEvent {
  return { type: EVENTS.loginRequired, detail: { appId, name, reason, ...links, at } };
}
