import type { Clock, Metrics } from "../../../kernel/application/ports/runtime.ts";
import { AppError } from "../../../kernel/domain/errors.ts";
import type { Account } from "../../domain/account.ts";
import { BEAT_PERIOD, isSilent } from "../../domain/heartbeat.ts";
import type { AccountSettings } from "../../domain/settings.ts";
import { RECONNECT_TRIES } from "../../domain/task.ts";
import { eventOf } from "../check-account.ts";
import type { MoveAccount } from "../move-account.ts";
import type { Accounts } from "../ports/accounts.ts";
import type { Connection, Connections } from "../ports/connections.ts";
import type { Pulses, WatchedAccount } from "../ports/heartbeat.ts";
import type { AccountTasks } from "../ports/tasks.ts";

export type BeatAccountDeps = {
  readonly accounts: Accounts;
  readonly pulses: Pick<Pulses, "renewed">;
  readonly connections: Connections;
  readonly move: MoveAccount;
  readonly tasks: AccountTasks;
  readonly clock: Clock;
  readonly metrics: Metrics;
};

/** A series of tries to reconnect, or a login, that takes longer than this has lost its next step, ms. */
const STALLED = 180_000;

/**
 * After a beat took a stalled account up, later beats leave it alone until it stalls once more: a slow worker would be
 * buried.
 */
const TAKEN_UP = 1.5 * BEAT_PERIOD;

/** What the beat of one account does in each of its states. */
export type BeatAccount = (watched: WatchedAccount, settings: AccountSettings) => Promise<void>;

/**
 * The beat of one account: it is asked whether it is online, or its lost next step is done. Throws where a port throws.
 */
export function createBeatAccount(deps: BeatAccountDeps): BeatAccount {
  const { move, tasks, clock, metrics } = deps;
  const { ask, renew, leave } = createAskAccount(deps);

  const online: BeatAccount = async ({ account, pulse }, { silenceMinutes }) => {
    const askedAt = clock.now();
    const connection = await ask(account.appId);
    if (connection === undefined) return;
    if (connection !== "online") return leave(account, connection, askedAt);
    if (isSilent(account, pulse, silenceMinutes * 60_000, askedAt)) await renew(account, "silent");
  };

  /** An account that waits for its way back: what renews a connection is tried once per `retryMinutes`. */
  const idle: BeatAccount = async ({ account, pulse }, { retryMinutes }) => {
    const connection = await ask(account.appId);
    if (connection === undefined) return;
    await move(account, eventOf(connection, "beat-failed"));
    const { renewedAt = 0 } = pulse;
    const due = clock.now() - renewedAt >= retryMinutes * 60_000;
    if (connection === "offline" && account.reason?.code === "retry" && due) await renew(account, "retry");
  };

  const inError: BeatAccount = async ({ account }, { retryMinutes }) => {
    if (clock.now() - account.stateSince >= retryMinutes * 60_000) await move(account, { type: "retry-due" });
    // Its tries to reconnect may have met a gateway that was away: once that is back, the account need not wait.
    else if (account.reason?.code === "reconnect-exhausted" && (await ask(account.appId)) === "online") {
      await move(account, { type: "found-online", by: "beat" });
    }
  };

  return async (watched, settings) => {
    const { appId, epoch, state, stateSince } = watched.account;
    switch (state) {
      case "ONLINE":
        return online(watched, settings);
      case "IDLE":
        return idle(watched, settings);
      case "RECONNECTING":
        if (!isStalled(clock.now() - stateSince)) return;
        metrics.count("ReconnectStalled");
        return tasks.add({ type: "reconnect", appId, epoch, attempt: RECONNECT_TRIES }, 0);
      case "LOGGING_IN":
        if (!isStalled(clock.now() - stateSince)) return;
        metrics.count("LoginStalled");
        return tasks.add({ type: "resume-login", appId, epoch }, 0);
      case "ERROR":
        return inError(watched, settings);
      default:
        state satisfies never;
    }
  };
}

function createAskAccount({ accounts, pulses, connections, move, clock, metrics }: BeatAccountDeps) {
  return {
    /** Undefined where the gateway's answer says nothing of the account. */
    async ask(appId: string): Promise<Connection | undefined> {
      metrics.count("BeatAsked");
      try {
        return await connections.checkOnline(appId);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        metrics.count("BeatUnanswered", 1, { code: error.code });
        return undefined;
      }
    },

    /** Moves an account that went offline, also if its epoch grew since it was read but not since it was asked. */
    async leave(account: Account, connection: Connection, askedAt: number): Promise<void> {
      const event = eventOf(connection, "beat-failed");
      if (await move(account, event)) return;
      const fresh = await accounts.get(account.appId);
      if (fresh && fresh.epoch !== account.epoch && fresh.stateSince < askedAt) await move(fresh, event);
    },

    async renew({ appId }: Account, why: "silent" | "retry"): Promise<void> {
      metrics.count("ConnectionRenewed", 1, { why });
      await pulses.renewed(appId, clock.now());
      await connections.reconnect(appId);
    },
  };
}

/** For a beat or two of each such period, ms. */
function isStalled(inState: number): boolean {
  return inState >= STALLED && inState % STALLED < TAKEN_UP;
}
