import type { Delivery } from "../../deliveries/domain/delivery.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import type { Router, Webhook } from "../domain/routing.ts";
import { signedHeaders } from "../domain/webhook-signature.ts";
import { type AnswerWebhookDeps, createAnswerWebhook } from "./answer-webhook.ts";
import type { PostWebhook, WebhookCredentials } from "./ports/webhooks.ts";

export type CallWebhookDeps = AnswerWebhookDeps & {
  readonly routing: () => Promise<Router>;
  readonly post: PostWebhook;
  readonly webhookCredentials: WebhookCredentials;
};

type Routed = Delivery["routed"];

/**
 * Posts a routed message to a webhook by its id and queues what it answers, unless the delivery is `unanswerable`.
 * Throws `not-found` for a webhook that the table lacks, `unreachable` or `refused` by its answer's status, and what
 * the post and the queue throw.
 */
export function createCallWebhook(
  deps: CallWebhookDeps,
): (id: string, routed: Routed, unanswerable: boolean) => Promise<void> {
  const answerWebhook = createAnswerWebhook(deps);

  async function webhookOf(id: string): Promise<Webhook> {
    const { webhooks } = (await deps.routing()).table;
    const webhook = Object.hasOwn(webhooks, id) ? webhooks[id] : undefined;
    if (webhook) return webhook;
    throw new AppError("not-found", `the routing table has no webhook '${id}'`);
  }

  return async (id, routed, unanswerable) => {
    const webhook = await webhookOf(id);
    const { key } = await deps.webhookCredentials();
    const body = JSON.stringify(routed);
    const headers = {
      "content-type": "application/json; charset=utf-8",
      "user-agent": "wechat-fleet",
      ...signedHeaders(key, id, webhook, routed.id, body, deps.clock.now()),
    };
    const answer = await deps.post(webhook.url, headers, body, webhook.timeoutSeconds * 1000);
    refuseFailure(id, answer.status);
    if (!unanswerable) await answerWebhook(id, answer.body, routed);
  };
}

function refuseFailure(id: string, status: number): void {
  if (status >= 200 && status <= 299) return;
  const isTheirs = status >= 500 || status === 429 || status === 408;
  throw new AppError(isTheirs ? "unreachable" : "refused", `the webhook answered with status ${status}`, {
    retryable: true,
    details: { webhook: id, status },
  });
}
