import type { BroadcastRequest } from "../../broadcasts/domain/request.ts";
import { type Delivery, MESSAGE_ROUTED } from "../../deliveries/domain/delivery.ts";
import type { Events } from "../../kernel/application/ports/events.ts";
import { sha256Hex } from "../../kernel/domain/ids.ts";
import { EVENTS, RULE_EVENT_SOURCE } from "../../names.ts";
import { type CallWebhookDeps, createCallWebhook } from "./call-webhook.ts";
import type { TargetQueues } from "./ports/target-queues.ts";

export type DeliverToTargetDeps = CallWebhookDeps & { readonly queues: TargetQueues; readonly events: Events };

/** Hands one delivery to its target. Throws what the target's port throws. */
export function createDeliverToTarget(deps: DeliverToTargetDeps): (delivery: Delivery) => Promise<void> {
  const callWebhook = createCallWebhook(deps);
  return async ({ target, routed, unanswerable }) => {
    switch (target.type) {
      case "queue": {
        const { appId, conversationId } = routed.message;
        return deps.queues.send(target.arn, { id: routed.id, group: sha256Hex(appId, conversationId), body: routed });
      }
      case "event-bus": {
        const source = routed.type === MESSAGE_ROUTED ? {} : { source: RULE_EVENT_SOURCE };
        return deps.events.publish([{ type: routed.type, detail: routed, ...source }]);
      }
      case "broadcast": {
        const { broadcast: broadcastId, only } = target;
        const by = `rule:${routed.origin.id}`;
        const detail: BroadcastRequest = { broadcastId, requestId: routed.id, by, ...(only ? { only } : {}) };
        return deps.events.publish([{ type: EVENTS.broadcastRequested, detail }]);
      }
      case "webhook":
        return callWebhook(target.webhook, routed, unanswerable ?? false);
      default:
        return target satisfies never;
    }
  };
}
