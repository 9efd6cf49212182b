import type { Delivery } from "../../../deliveries/domain/delivery.ts";
import type { RoutingTable } from "../../domain/routing.ts";

/** Routing tables: immutable versions and a pointer to the published one. */
export type RoutingTables = {
  /** The published version; 0 where nothing was published yet. Strongly consistent. */
  version(): Promise<number>;
  table(version: number): Promise<RoutingTable>;
  /** Publishes `table` as the successor of `version - 1`; throws `conflict` if that is not the published one. */
  publish(table: RoutingTable): Promise<void>;
};

/**
 * `deliveries.fifo`: group = target and conversation. Returns the ids of the deliveries that were not accepted, with
 * them all later ones of the same group; never throws because the queue is away.
 */
export type DeliveryQueue = { send(deliveries: readonly Delivery[]): Promise<ReadonlySet<string>> };

/**
 * Queues of others, by their ARN. A FIFO queue gets `group` and deduplicates by `id`. Throws `refused` for a queue that
 * the deployment does not allow, `unavailable` where SQS does not take the message.
 */
export type TargetQueues = {
  send(arn: string, message: { readonly id: string; readonly group: string; readonly body: unknown }): Promise<void>;
};

/** Posts to a webhook and answers whatever it answered. Throws `invalid-input` (URL), `too-large`, `unreachable`. */
export type PostWebhook = (
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  timeoutMs: number,
) => Promise<{ readonly status: number; readonly body: string }>;

/** What the deployment says of webhooks: the key that all their secrets are made of, and origins that need no guard. */
export type WebhookCredentials = () => Promise<{ readonly key: string; readonly trustedOrigins: readonly string[] }>;
