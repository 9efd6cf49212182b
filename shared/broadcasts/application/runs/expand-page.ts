import type { Accounts } from "../../../accounts/application/ports/accounts.ts";
import { inParallel } from "../../../kernel/application/in-parallel.ts";
import type { Clock, Metrics } from "../../../kernel/application/ports/runtime.ts";
import type { SettingsReader } from "../../../kernel/application/ports/settings.ts";
import { AppError } from "../../../kernel/domain/errors.ts";
import type { Ledger, OutboundQueue } from "../../../outbound/application/ports/outbound.ts";
import type { OutboundCommand } from "../../../outbound/domain/command.ts";
import { limitsOf, type SendSettings } from "../../../outbound/domain/settings.ts";
import { pageSize, type ShardProgress } from "../../domain/progress.ts";
import type { BroadcastRun, RunPlan } from "../../domain/run.ts";
import { namesRecipient } from "../../domain/text.ts";
import { broadcastCommands } from "./commands-of-page.ts";
import type { PageRequest } from "./find-recipients.ts";
import type { RecipientPage } from "./page-recipients.ts";

/** Rows that are written at once. */
const SIDE_BY_SIDE = 10;

export type ExpandPageDeps = {
  readonly accounts: Pick<Accounts, "get">;
  readonly settings: SettingsReader<SendSettings>;
  readonly pageRecipients: (request: PageRequest) => Promise<RecipientPage>;
  readonly ledger: Pick<Ledger, "reserve">;
  /** `outbound-bulk.fifo`. */
  readonly bulk: OutboundQueue;
  readonly clock: Clock;
  readonly metrics: Metrics;
};

export type ExpandPage = (
  run: BroadcastRun,
  plan: RunPlan,
  appId: string,
  progress: ShardProgress,
) => Promise<ShardProgress>;

/**
 * Makes the commands of the next page of an account's recipients: rows in the ledger first, then the queue. Doing it
 * again makes the same ones: what has a row keeps it, and what was queued already is known to the queue or the ledger.
 * Returns the progress after it, which is not stored yet. Throws `unavailable` where the queue refuses.
 */
export function createExpandPage(deps: ExpandPageDeps): ExpandPage {
  /** Reserves rows; returns the commands that are still only reserved, as their rows have them. */
  async function reserve(commands: readonly OutboundCommand[]): Promise<OutboundCommand[]> {
    const reserved = new Map<string, OutboundCommand>();
    await inParallel(commands, SIDE_BY_SIDE, async (command) => {
      const entry = await deps.ledger.reserve(command, deps.clock.now());
      if (entry.state === "reserved") reserved.set(command.id, entry.command);
    });
    return commands.flatMap(({ id }) => reserved.get(id) ?? []);
  }

  return async (run, plan, appId, progress) => {
    const account = await deps.accounts.get(appId);
    // An account that was removed sends nothing.
    if (!account?.registered) return { ...progress, step: progress.step + 1, expanded: true };
    const limits = limitsOf(account, await deps.settings.get(), deps.clock.now());
    const { recipients, optedOut, cursor } = await deps.pageRecipients({
      appId,
      recipients: plan.recipients,
      size: pageSize(limits.perSecond, plan.contents.length),
      cursor: progress.cursor,
      withNames: plan.contents.some(namesRecipient),
    });
    const { shard } = progress;
    const commands = broadcastCommands(run, plan, { ...account, shard }, recipients);
    const waiting = await reserve(commands);
    const refused = waiting.length > 0 ? await deps.bulk.send(waiting) : new Set();
    if (refused.size > 0) {
      throw new AppError("unavailable", "the bulk queue refused commands of a broadcast", {
        retryable: true,
        details: { runId: run.id, appId, refused: refused.size },
      });
    }
    deps.metrics.count("BroadcastRecipient", recipients.length);
    if (optedOut > 0) deps.metrics.count("BroadcastOptedOut", optedOut);
    const last = commands.at(-1);
    return {
      shard,
      step: progress.step + 1,
      ...(cursor === undefined ? {} : { cursor }),
      expanded: cursor === undefined,
      planned: progress.planned + commands.length,
      marks: last ? [...progress.marks, last.id] : progress.marks,
    };
  };
}
