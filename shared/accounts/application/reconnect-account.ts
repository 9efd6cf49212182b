import type { Log, Metrics } from "../../kernel/application/ports/runtime.ts";
import type { AccountTask } from "../domain/task.ts";
import { RECONNECT_TRIES, reconnectDelay } from "../domain/task.ts";
import { eventOf } from "./check-account.ts";
import { isOfGateway } from "./is-of-gateway.ts";
import type { MoveAccount } from "./move-account.ts";
import type { Accounts } from "./ports/accounts.ts";
import type { Connection, Connections } from "./ports/connections.ts";
import type { AccountTasks } from "./ports/tasks.ts";

export type ReconnectAccountDeps = {
  readonly accounts: Accounts;
  readonly connections: Connections;
  readonly move: MoveAccount;
  readonly tasks: AccountTasks;
  readonly metrics: Metrics;
  readonly log: Log;
};

/**
 * One try to bring an account back: the connection is renewed, then the gateway is asked. After a try that did not help
 * the next one is queued; after the fifth the account goes to ERROR. A task of another epoch is stale and does nothing.
 */
export function createReconnectAccount(
  deps: ReconnectAccountDeps,
): (task: Extract<AccountTask, { type: "reconnect" }>) => Promise<void> {
  /** What the gateway says of the account after the try; `words` of an error, for the operator. */
  async function tryOnce(appId: string): Promise<{ connection?: Connection; words: string }> {
    let words = "";
    try {
      await deps.connections.reconnect(appId);
    } catch (error) {
      words = wordsOf(error);
    }
    try {
      return { connection: await deps.connections.checkOnline(appId), words };
    } catch (error) {
      return { words: wordsOf(error) };
    }
  }

  return async (task) => {
    const account = await deps.accounts.get(task.appId);
    if (account?.state !== "RECONNECTING" || account.epoch !== task.epoch) {
      deps.metrics.count("TaskStale", 1, { task: task.type });
      return;
    }
    const { connection, words } = await tryOnce(task.appId);
    deps.metrics.count("ReconnectTried", 1, { result: connection ?? "unanswered" });
    if (connection !== undefined && connection !== "offline") {
      await deps.move(account, eventOf(connection, "check-failed"));
      return;
    }
    if (task.attempt >= RECONNECT_TRIES) {
      await deps.move(account, { type: "reconnect-exhausted", detail: words });
      return;
    }
    const attempt = task.attempt + 1;
    await deps.tasks.add({ ...task, attempt }, reconnectDelay(attempt));
  };
}

/** The gateway's words; an error of the platform's own parts is thrown on, and the queue tries again. */
function wordsOf(error: unknown): string {
  if (isOfGateway(error)) return error.message;
  throw error;
}
