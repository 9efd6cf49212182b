import type { Clock } from "../../kernel/application/ports/runtime.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import { webhookSecret } from "../domain/webhook-signature.ts";
import type { RoutingTables } from "./ports/tables.ts";
import type { WebhookCredentials } from "./ports/webhooks.ts";

/**
 * Gives a webhook a new secret, which is told this once; the one before signs along for a day. It is published as a
 * further version of the routing table. Throws `not-found`, and `conflict` where another table was published meanwhile.
 */
export function createRenewWebhookSecret(deps: {
  readonly routing: RoutingTables;
  readonly webhookCredentials: WebhookCredentials;
  readonly clock: Clock;
}): (id: string, publishedBy: string) => Promise<{ readonly secret: string; readonly version: number }> {
  return async (id, publishedBy) => {
    const { key } = await deps.webhookCredentials();
    const table = await deps.routing.table(await deps.routing.version());
    const webhook = Object.hasOwn(table.webhooks, id) ? table.webhooks[id] : undefined;
    if (!webhook) throw new AppError("not-found", `the routing table has no webhook '${id}'`);
    const now = deps.clock.now();
    const secretVersion = webhook.secretVersion + 1;
    const version = table.version + 1;
    const webhooks = { ...table.webhooks, [id]: { ...webhook, secretVersion, secretSince: now } };
    await deps.routing.publish({ ...table, version, webhooks, publishedAt: now, publishedBy });
    return { secret: webhookSecret(key, id, secretVersion), version };
  };
}
