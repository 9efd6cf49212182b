import type { Accounts } from "../../accounts/application/ports/accounts.ts";
import type { Clock } from "../../kernel/application/ports/runtime.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import type { Rules } from "../../rules/application/ports/rules.ts";
import { namesIn } from "../../rules/domain/checking/references.ts";
import { isInAudience } from "../domain/audience.ts";
import type { Broadcast, BroadcastInput } from "../domain/broadcast.ts";
import { broadcastFaults, channelBroadcastFaults } from "../domain/faults.ts";
import type { Broadcasts } from "./ports/broadcasts.ts";

/**
 * Makes or replaces a broadcast; runs that are under way keep what they began with. Throws `invalid-input` that names
 * each fault of its contents with its path; what a channel can send is judged for the accounts that are in the audience
 * now.
 */
export function createSaveBroadcast(deps: {
  readonly broadcasts: Pick<Broadcasts, "put">;
  readonly accounts: Pick<Accounts, "list">;
  readonly clock: Clock;
}): (id: string, input: BroadcastInput, by: string) => Promise<Broadcast> {
  return async (id, input, by) => {
    const senders = (await deps.accounts.list()).filter((account) => isInAudience(input.audience, account));
    const used = [...new Set(senders.map(({ channel }) => channel))];
    const issues = [...broadcastFaults(input), ...used.flatMap((channel) => channelBroadcastFaults(input, channel))];
    const [first] = issues;
    if (first) throw new AppError("invalid-input", `${first.path}: ${first.message}`, { details: { issues } });
    const broadcast: Broadcast = { id, ...input, updatedAt: deps.clock.now(), updatedBy: by };
    await deps.broadcasts.put(broadcast);
    return broadcast;
  };
}

/**
 * Removes a broadcast. Throws `not-found`, and `conflict` that names the published rules which start it; those that are
 * switched off do not count.
 */
export function createRemoveBroadcast(deps: {
  readonly broadcasts: Pick<Broadcasts, "remove">;
  readonly rules: Pick<Rules, "version" | "snapshot">;
}): (id: string) => Promise<void> {
  return async (id) => {
    const { version, rules } = await deps.rules.snapshot(await deps.rules.version());
    const users = rules.filter(
      ({ enabled, actions }) =>
        enabled && actions.some((action) => action.type === "start-broadcast" && action.broadcast === id),
    );
    if (users.length > 0) {
      const names = namesIn(users.map((rule) => rule.id));
      throw new AppError(
        "conflict",
        `the broadcast '${id}' cannot go: rules of the published version ${version} start it (${names})`,
        {
          details: { broadcastId: id, version },
        },
      );
    }
    if (!(await deps.broadcasts.remove(id))) {
      throw new AppError("not-found", `there is no broadcast '${id}'`, { details: { broadcastId: id } });
    }
  };
}
