import type { BroadcastRequest } from "../../broadcasts/domain/request.ts";
import type { Conversations } from "../../conversations/application/ports/conversations.ts";
import { type Delivery, type DeliveryTarget, MESSAGE_ROUTED, targetWord } from "../../deliveries/domain/delivery.ts";
import type { CircuitBreaker } from "../../kernel/application/circuit-breaker.ts";
import type { Events } from "../../kernel/application/ports/events.ts";
import type { Clock, Log, Metrics } from "../../kernel/application/ports/runtime.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import { sha256Hex } from "../../kernel/domain/ids.ts";
import { EVENTS, RULE_EVENT_SOURCE } from "../../names.ts";
import type { OutboundQueue } from "../../outbound/application/ports/outbound.ts";
import type { Router } from "../domain/routing.ts";
import { webhookAnswer } from "../domain/webhook-answer.ts";
import { signedHeaders } from "../domain/webhook-signature.ts";
import type { PostWebhook, TargetQueues, WebhookCredentials } from "./ports/routing.ts";

export type CarryOutDeliveryDeps = {
  readonly routing: () => Promise<Router>;
  readonly queues: TargetQueues;
  readonly events: Events;
  readonly post: PostWebhook;
  readonly webhookCredentials: WebhookCredentials;
  readonly outbound: OutboundQueue;
  readonly conversations: Pick<Conversations, "read">;
  /** The circuit breaker of a target, by its word. */
  readonly breakerOf: (target: string) => CircuitBreaker;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
};

/** Where a delivery stands: done, or to be tried again, `pause` ms from now if a circuit says when. */
export type Delivered = { readonly done: true } | { readonly done: false; readonly pause?: number };

/**
 * Carries one delivery out. What a webhook answers becomes commands with deterministic ids: a delivery that is carried
 * out twice (its worker died before it could say so) sends nothing twice. Whatever goes wrong is worth another try: what
 * a target refuses today, an operator may mend.
 */
export function createCarryOutDelivery(deps: CarryOutDeliveryDeps): (delivery: Delivery) => Promise<Delivered> {
  async function carryOut({ target, routed, unanswerable }: Delivery): Promise<void> {
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
  }

  async function callWebhook(id: string, routed: Delivery["routed"], unanswerable: boolean): Promise<void> {
    const { webhooks } = (await deps.routing()).table;
    const webhook = Object.hasOwn(webhooks, id) ? webhooks[id] : undefined;
    if (!webhook) throw new AppError("not-found", `the routing table has no webhook '${id}'`);
    const { key } = await deps.webhookCredentials();
    const body = JSON.stringify(routed);
    const headers = {
      "content-type": "application/json; charset=utf-8",
      "user-agent": "wechat-fleet",
      ...signedHeaders(key, id, webhook, routed.id, body, deps.clock.now()),
    };
    const answer = await deps.post(webhook.url, headers, body, webhook.timeoutSeconds * 1000);
    if (answer.status < 200 || answer.status > 299) {
      const isTheirs = answer.status >= 500 || answer.status === 429 || answer.status === 408;
      throw new AppError(isTheirs ? "unreachable" : "refused", `the webhook answered with status ${answer.status}`, {
        retryable: true,
        details: { webhook: id, status: answer.status },
      });
    }
    if (!unanswerable) await queueAnswer(id, answer.body, routed);
  }

  async function queueAnswer(webhook: string, body: string, routed: Delivery["routed"]): Promise<void> {
    const { commands = [], fault } = webhookAnswer(body, routed);
    if (fault !== undefined) {
      deps.metrics.count("WebhookAnswerRefused");
      deps.log.warn("what a webhook answered is no answer", { webhook, deliveryId: routed.id, fault });
      return;
    }
    const inTime = commands.filter(({ notAfter }) => deps.clock.now() <= notAfter);
    if (inTime.length < commands.length) deps.metrics.count("WebhookAnswerLate");
    if (inTime.length === 0) return;
    if (await isMuted(routed)) {
      deps.metrics.count("WebhookAnswerSuppressed");
      return;
    }
    const refused = await deps.outbound.send(inTime);
    if (refused.size > 0) {
      throw new AppError("unavailable", "the outbound queue refused what a webhook answered", { retryable: true });
    }
    deps.metrics.count("WebhookAnswered");
  }

  /** A person has taken the conversation over while the webhook was asked. */
  async function isMuted({ message }: Delivery["routed"]): Promise<boolean> {
    const { conversationId } = message;
    const { mute } = await deps.conversations.read(message.appId, { conversationId });
    return mute !== undefined && mute.until > deps.clock.now();
  }

  /** The target's trouble, not ours: what it answers about one delivery alone says that it is there. */
  async function tellCircuit(
    breaker: CircuitBreaker,
    target: DeliveryTarget,
    error: AppError | undefined,
  ): Promise<void> {
    try {
      if (error?.code === "unreachable" || (error?.code === "unavailable" && target.type !== "webhook")) {
        await breaker.failed();
      } else await breaker.answered();
    } catch (cause) {
      deps.log.error("the circuit breaker did not learn of a delivery", cause, { target: targetWord(target) });
    }
  }

  return async (delivery) => {
    const { target, routed } = delivery;
    const breaker = deps.breakerOf(targetWord(target));
    const pause = await breaker.pause();
    if (pause > 0) return { done: false, pause };
    const startedAt = deps.clock.now();
    try {
      await carryOut(delivery);
    } catch (cause) {
      const error = cause instanceof AppError ? cause : new AppError("internal", "a delivery failed", { cause });
      await tellCircuit(breaker, target, error);
      deps.metrics.count("DeliveryFailed", 1, { target: target.type });
      deps.log.error("a delivery failed and is tried again", error, {
        deliveryId: routed.id,
        target: targetWord(target),
        origin: routed.origin,
      });
      return { done: false };
    }
    await tellCircuit(breaker, target, undefined);
    deps.metrics.count("Delivered", 1, { target: target.type });
    deps.metrics.duration("DeliveryCall", deps.clock.now() - startedAt);
    return { done: true };
  };
}
