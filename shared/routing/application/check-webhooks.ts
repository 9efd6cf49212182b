import type { RuleCheck } from "../../rules/application/check-rules.ts";
import { NO_FINDINGS } from "../../rules/domain/checking/findings.ts";
import { namesIn, referenceFindings } from "../../rules/domain/checking/references.ts";
import type { RoutingTables } from "./ports/tables.ts";

/** Webhooks that rules call must be in the published routing table. It is read only where some rule calls one. */
export function createCheckWebhooks({
  routing,
}: {
  readonly routing: Pick<RoutingTables, "version" | "table">;
}): RuleCheck {
  return async (rules) => {
    if (!rules.some(({ actions }) => actions.some(({ type }) => type === "webhook"))) {
      return NO_FINDINGS;
    }
    const { version, webhooks } = await routing.table(await routing.version());
    const names = Object.keys(webhooks);
    const known = names.length === 0 ? "it has none" : `it has ${namesIn(names)}`;
    return referenceFindings(rules, "webhook", ({ webhook }) =>
      Object.hasOwn(webhooks, webhook)
        ? undefined
        : {
            path: "webhook",
            message: `the routing table (version ${version}) has no webhook '${webhook}'; ${known}. Add it with PUT /api/routing`,
          },
    );
  };
}
