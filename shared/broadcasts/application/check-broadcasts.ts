import type { RuleCheck } from "../../rules/application/check-rules.ts";
import { NO_FINDINGS } from "../../rules/domain/checking/findings.ts";
import { referenceFindings } from "../../rules/domain/checking/references.ts";
import type { Broadcasts } from "./ports/broadcasts.ts";

const ANYBODY =
  "whoever writes this starts the broadcast for its whole audience; name in senders who may, or send it to the sender";

/**
 * Broadcasts that rules start must exist and be enabled; only those that a rule names are read. A rule by which every
 * customer can start a broadcast for its whole audience is worth a warning.
 */
export function createCheckBroadcasts({ broadcasts }: { readonly broadcasts: Pick<Broadcasts, "get"> }): RuleCheck {
  return async (rules) => {
    const named = rules.flatMap(({ actions }) =>
      actions.flatMap((action) => (action.type === "start-broadcast" ? [action.broadcast] : [])),
    );
    if (named.length === 0) return NO_FINDINGS;
    const faults = new Map(await Promise.all([...new Set(named)].map(async (id) => [id, await faultOf(id)] as const)));
    const missing = referenceFindings(rules, "start-broadcast", ({ broadcast }) => {
      const message = faults.get(broadcast);
      return message === undefined ? undefined : { path: "broadcast", message };
    });
    const open = referenceFindings(rules, "start-broadcast", ({ to }, { senders }) =>
      to === "audience" && !senders?.include ? { path: "to", message: ANYBODY } : undefined,
    );
    return { ...missing, warnings: [...missing.warnings, ...open.faults] };
  };

  async function faultOf(id: string): Promise<string | undefined> {
    const broadcast = await broadcasts.get(id);
    if (!broadcast) return `there is no broadcast '${id}'. Make it with PUT /api/broadcasts/${id}`;
    return broadcast.enabled
      ? undefined
      : `the broadcast '${id}' is not enabled. Enable it with PUT /api/broadcasts/${id}`;
  }
}
