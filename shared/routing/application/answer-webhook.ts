import type { Conversations } from "../../conversations/application/ports/conversations.ts";
import type { Delivery } from "../../deliveries/domain/delivery.ts";
import type { Clock, Log, Metrics } from "../../kernel/application/ports/runtime.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import type { OutboundQueue } from "../../outbound/application/ports/outbound.ts";
import { webhookAnswer } from "../domain/webhook-answer.ts";

export type AnswerWebhookDeps = {
  readonly outbound: OutboundQueue;
  readonly conversations: Pick<Conversations, "read">;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
};

/** `body`: what the webhook `webhook` answered about `routed`. Throws `unavailable` (retryable). */
export type AnswerWebhook = (webhook: string, body: string, routed: Delivery["routed"]) => Promise<void>;

/** Queues the commands that a webhook answered, unless they are late or a person has taken the conversation over. */
export function createAnswerWebhook(deps: AnswerWebhookDeps): AnswerWebhook {
  const { outbound, conversations, clock, metrics, log } = deps;

  /** A person may have taken the conversation over while the webhook was asked. */
  async function isMuted({ message }: Delivery["routed"]): Promise<boolean> {
    const { conversationId } = message;
    const { mute } = await conversations.read(message.appId, { conversationId });
    return mute !== undefined && mute.until > clock.now();
  }

  return async (webhook, body, routed) => {
    const { commands = [], fault } = webhookAnswer(body, routed);
    if (fault !== undefined) {
      metrics.count("WebhookAnswerRefused");
      log.warn("what a webhook answered is no answer", { webhook, deliveryId: routed.id, fault });
      return;
    }
    const inTime = commands.filter(({ notAfter }) => clock.now() <= notAfter);
    if (inTime.length < commands.length) metrics.count("WebhookAnswerLate");
    if (inTime.length === 0) return;
    if (await isMuted(routed)) {
      metrics.count("WebhookAnswerSuppressed");
      return;
    }
    const refused = await outbound.send(inTime);
    if (refused.size > 0) {
      throw new AppError("unavailable", "the outbound queue refused what a webhook answered", { retryable: true });
    }
    metrics.count("WebhookAnswered");
  };
}
