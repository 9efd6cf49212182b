import type { Clock, Log, Metrics } from "../../kernel/application/ports/runtime.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import { channelOf } from "../domain/channel.ts";
import { reasonOf } from "../domain/reason.ts";
import { type AccountTask, CALLBACK_TRIES, callbackDelay } from "../domain/task.ts";
import type { Accounts } from "./ports/accounts.ts";
import type { CallbackTarget } from "./ports/callback-target.ts";
import type { AccountStates } from "./ports/states.ts";
import type { AccountTasks } from "./ports/tasks.ts";

export type SetCallbackDeps = {
  readonly accounts: Accounts & AccountStates;
  readonly callbackTarget: CallbackTarget;
  /** The URL with the key that callbacks carry. */
  readonly callbackUrl: () => Promise<string>;
  readonly tasks: AccountTasks;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
};

/**
 * Tells the gateway where callbacks go. While it refuses, the account says so in its reason, and the next try is
 * queued, eight in all; success takes the reason away.
 */
export function createSetCallback(
  deps: SetCallbackDeps,
): (task: Extract<AccountTask, { type: "set-callback" }>) => Promise<void> {
  const { accounts, tasks, clock, metrics, log } = deps;

  async function attempt(): Promise<{ failed?: unknown }> {
    try {
      await deps.callbackTarget.set(await deps.callbackUrl());
      return {};
    } catch (failed) {
      return { failed };
    }
  }

  return async (task) => {
    const { appId } = task;
    const before = await accounts.get(appId);
    if (!before?.registered || !channelOf(before).atGateway || before.ingest !== "callback") {
      metrics.count("TaskStale", 1, { task: task.type });
      return;
    }
    const { failed } = await attempt();
    const account = await accounts.get(appId);
    if (failed === undefined) {
      metrics.count("CallbackSet");
      if (account?.reason?.code === "callback-not-set") await accounts.explain(account, undefined, clock.now());
      return;
    }
    metrics.count("CallbackNotSet");
    log.error("the gateway did not take the callback URL", failed, { appId, attempt: task.attempt });
    if (task.attempt < CALLBACK_TRIES) {
      await tasks.add({ ...task, attempt: task.attempt + 1 }, callbackDelay(task.attempt));
    }
    if (account?.state === "ONLINE") {
      await accounts.explain(account, reasonOf("callback-not-set", wordsOf(failed)), clock.now());
    }
  };
}

/** Errors of the platform's own parts are for the log only. */
function wordsOf(error: unknown): string {
  return error instanceof AppError && error.code !== "internal" ? error.message : "";
}
