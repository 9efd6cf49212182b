import type { Accounts } from "../../accounts/application/ports/accounts.ts";
import { readableAccounts } from "../../accounts/application/readable-accounts.ts";
import type { Account } from "../../accounts/domain/account.ts";
import { channelOf } from "../../accounts/domain/channel.ts";
import type { Clock, Log, Metrics } from "../../kernel/application/ports/runtime.ts";
import { sha256Hex } from "../../kernel/domain/ids.ts";
import type { DelayedTask } from "../domain/task.ts";
import type { DirectoryQueue } from "./ports/queue.ts";

const HOUR = 3_600_000;
const LONGEST_DELAY = 900;

/**
 * Once an hour: queues a sync of the accounts whose hour of the day it is, spread over a quarter of an hour. The hour
 * follows from the appId, so that a fleet's syncs are spread over the day without anything being stored.
 */
export function createSyncDueAccounts(deps: {
  readonly accounts: Pick<Accounts, "list">;
  readonly queue: DirectoryQueue;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
}): () => Promise<void> {
  return async () => {
    const hour = Math.floor(deps.clock.now() / HOUR);
    const due = (await readableAccounts(deps)).filter((account) => isDue(account, hour % 24));
    const tasks = due.map(
      ({ appId }, index): DelayedTask => ({
        task: { type: "sync-account", appId, request: `hour-${hour}`, asked: false },
        delaySeconds: Math.floor((index / due.length) * LONGEST_DELAY),
      }),
    );
    await deps.queue.send(tasks);
  };
}

function isDue({ appId, registered, channel, state }: Account, hourOfDay: number): boolean {
  if (!channelOf({ channel }).hasContacts) return false;
  return registered && state === "ONLINE" && Number.parseInt(sha256Hex(appId).slice(0, 8), 16) % 24 === hourOfDay;
}
