import type { Accounts } from "../../accounts/application/ports/accounts.ts";
import type { Clock, Metrics } from "../../kernel/application/ports/runtime.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import { isInAudience } from "../domain/audience.ts";
import type { Broadcast } from "../domain/broadcast.ts";
import type { BroadcastRequest } from "../domain/request.ts";
import { type BroadcastRun, type RunPlan, runIdOf } from "../domain/run.ts";
import type { Broadcasts } from "./ports/broadcasts.ts";
import type { BroadcastRuns } from "./ports/runs.ts";
import type { BroadcastTasks } from "./ports/tasks.ts";

export type StartBroadcast = (
  request: BroadcastRequest & { readonly requestId: string },
  by: string,
) => Promise<BroadcastRun>;

/**
 * Starts a run of a broadcast: it settles who sends and what is sent, then the first task goes out. The same request
 * again (an answer was lost, an event came twice) gets the run that it started, and sets it going once more, which does
 * no harm. Throws `not-found` for a broadcast or an account that does not exist, `conflict` for a broadcast that is not
 * enabled and for a request that started a run for other recipients, `unavailable` where the queue refuses.
 */
export function createStartBroadcast(deps: {
  readonly broadcasts: Pick<Broadcasts, "get">;
  readonly broadcastRuns: Pick<BroadcastRuns, "get" | "create">;
  readonly broadcastTasks: BroadcastTasks;
  readonly accounts: Pick<Accounts, "get" | "list">;
  readonly clock: Clock;
  readonly metrics: Metrics;
}): StartBroadcast {
  async function runOf({ broadcastId, requestId, only }: Parameters<StartBroadcast>[0], by: string) {
    const broadcast = await deps.broadcasts.get(broadcastId);
    if (!broadcast) throw notThere("broadcast", broadcastId);
    if (!broadcast.enabled) {
      throw new AppError("conflict", `the broadcast '${broadcastId}' is not enabled`, { details: { broadcastId } });
    }
    const plan = only ? await planFor(broadcast, only) : await planOf(broadcast);
    const now = deps.clock.now();
    const run = await deps.broadcastRuns.create(
      {
        id: runIdOf(broadcastId, requestId),
        broadcastId,
        name: broadcast.name,
        requestId,
        ...(only ? { only } : {}),
        state: "expanding",
        revision: 0,
        accountCount: plan.appIds.length,
        startedAt: now,
        startedBy: by,
        notAfter: now + broadcast.expiresAfterSeconds * 1000,
        changedAt: now,
      },
      plan,
    );
    deps.metrics.count("BroadcastStarted");
    return run;
  }

  async function planOf({ audience, contents }: Broadcast): Promise<RunPlan> {
    const senders = (await deps.accounts.list()).filter((account) => isInAudience(audience, account));
    const appIds = senders.map(({ appId }) => appId);
    return { appIds: appIds.sort(), contents, recipients: audience.recipients };
  }

  async function planFor({ contents }: Broadcast, { appId, to }: { appId: string; to: string }): Promise<RunPlan> {
    const account = await deps.accounts.get(appId);
    if (!account?.registered) throw notThere("account", appId);
    return { appIds: [appId], contents, recipients: { type: "list", ids: [to] } };
  }

  return async (request, by) => {
    const known = await deps.broadcastRuns.get(runIdOf(request.broadcastId, request.requestId));
    const run = known ?? (await runOf(request, by));
    if (run.only?.appId !== request.only?.appId || run.only?.to !== request.only?.to) throw isAnother(run);
    await deps.broadcastTasks.add([{ task: { type: "run", runId: run.id }, delaySeconds: 0 }]);
    return run;
  };
}

/**
 * A try on one person would otherwise pass for the broadcast under the same request, and its audience would get
 * nothing.
 */
function isAnother({ id, requestId, only }: BroadcastRun): AppError {
  const whom = only ? `'${only.to}' alone, by '${only.appId}'` : "the broadcast's audience";
  const message = `the request '${requestId}' has started a run for ${whom}: take another requestId`;
  return new AppError("conflict", message, { details: { runId: id } });
}

function notThere(what: string, id: string): AppError {
  return new AppError("not-found", `there is no ${what} '${id}'`, { details: { [what]: id } });
}
