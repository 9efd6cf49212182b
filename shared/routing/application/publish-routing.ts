import type { Clock } from "../../kernel/application/ports/runtime.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import type { Rules } from "../../rules/application/ports/rules.ts";
import type { RoutingDraft, RoutingTable, Webhook } from "../domain/routing.ts";
import { webhookUrlFault } from "../domain/webhook-url.ts";
import type { RoutingTables } from "./ports/tables.ts";
import type { WebhookCredentials } from "./ports/webhooks.ts";
import { assertUnused } from "./webhooks-in-use.ts";

/**
 * Publishes a routing table as the next version. Webhooks keep their secrets by their ids. Throws `invalid-input` that
 * names each queue that the deployment does not allow and each URL that would not be fetched, and `conflict` if the
 * draft was edited from another version (`version`) than the published one, or lacks a webhook that published rules
 * call.
 */
export function createPublishRouting(deps: {
  readonly routing: RoutingTables;
  readonly rules: Pick<Rules, "version" | "snapshot">;
  readonly webhookCredentials: WebhookCredentials;
  /** ARNs that the deployment allows. */
  readonly routingQueues: readonly string[];
  readonly clock: Clock;
}): (draft: RoutingDraft & { readonly version?: number | undefined }, publishedBy: string) => Promise<RoutingTable> {
  return async (draft, publishedBy) => {
    const { trustedOrigins } = await deps.webhookCredentials();
    assertReachable(draft, new Set(deps.routingQueues), trustedOrigins);
    const version = await deps.routing.version();
    const editedFrom = draft.version ?? version;
    const { webhooks: known } = await deps.routing.table(version);
    const removed = Object.keys(known).filter((id) => !Object.hasOwn(draft.webhooks, id));
    await assertUnused(removed, deps.rules);
    const now = deps.clock.now();
    const webhooks = Object.fromEntries(
      Object.entries(draft.webhooks).map(([id, webhook]): [string, Webhook] => {
        const { secretVersion = 1, secretSince = now } = known[id] ?? {};
        return [id, { ...webhook, secretVersion, secretSince }];
      }),
    );
    const { entries } = draft;
    const table = { version: editedFrom + 1, entries, webhooks, publishedAt: now, publishedBy };
    await deps.routing.publish(table);
    return table;
  };
}

function assertReachable(draft: RoutingDraft, queues: ReadonlySet<string>, trustedOrigins: readonly string[]): void {
  const issues = [
    ...draft.entries.flatMap(({ targets }, index) =>
      targets.flatMap((target, at) =>
        target.type !== "queue" || queues.has(target.arn)
          ? []
          : [
              {
                path: `entries.${index}.targets.${at}.arn`,
                message: "the deployment does not allow this queue: add it to the context value routingQueues",
              },
            ],
      ),
    ),
    ...Object.entries(draft.webhooks).flatMap(([id, { url }]) => {
      const message = webhookUrlFault(url, trustedOrigins);
      return message === undefined ? [] : [{ path: `webhooks.${id}.url`, message }];
    }),
  ];
  const [first] = issues;
  if (first) throw new AppError("invalid-input", `${first.path}: ${first.message}`, { details: { issues } });
}
