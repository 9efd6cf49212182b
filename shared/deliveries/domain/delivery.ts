import * as z from "zod";
import { channels, DEFAULT_CHANNEL } from "../../accounts/domain/channel.ts";
import { sha256Hex } from "../../kernel/domain/ids.ts";
import { inboundMessageSchema } from "../../messages/domain/inbound-message.ts";
import { broadcastIdSchema, onlySchema } from "./broadcast-target.ts";

/** The id of a webhook in the routing table. */
export const webhookIdSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, "a webhook's id has lower case letters, digits and dashes, at most 32");

/** The `detail-type` of an event on the bus. */
export const eventTypeSchema = z
  .string()
  .regex(
    /^[A-Za-z][A-Za-z0-9._-]{0,63}$/,
    "an event's type begins with a letter; letters, digits, '.', '_', '-', at most 64",
  );

const queueArnSchema = z
  .string()
  .regex(/^arn:aws(-cn|-us-gov)?:sqs:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,80}(\.fifo)?$/, "the ARN of an SQS queue");

/** The targets that an operator may name. */
export const targetSchema = z.discriminatedUnion("type", [
  /** A queue that the deployment allows (`routingQueues`); a FIFO queue gets each conversation in order. */
  z.strictObject({ type: z.literal("queue"), arn: queueArnSchema }),
  /** The fleet's event bus. */
  z.strictObject({ type: z.literal("event-bus") }),
  /** A webhook of the routing table. */
  z.strictObject({ type: z.literal("webhook"), webhook: webhookIdSchema }),
]);

export type Target = z.infer<typeof targetSchema>;

/** All targets: those of operators, and the platform's own events, which only its own actions can order. */
const deliveryTargetSchema = z.discriminatedUnion("type", [
  ...targetSchema.options,
  /** An event on the bus that requests a run of a broadcast. */
  z.strictObject({ type: z.literal("broadcast"), broadcast: broadcastIdSchema, only: onlySchema.exactOptional() }),
]);

export type DeliveryTarget = z.infer<typeof deliveryTargetSchema>;

/** The entry of the routing table, or the rule, that ordered the delivery. */
const originSchema = z.discriminatedUnion("by", [
  z.object({ by: z.literal("route"), id: z.string(), tableVersion: z.int() }),
  z.object({ by: z.literal("rule"), id: z.string(), ruleSetVersion: z.int() }),
]);

/** An order to deliver something, as decisions have it; with the message it becomes a `Delivery`. */
export const deliveryOrderSchema = z.object({
  /** Deterministic: see `routedId` and `deliveryId`. */
  id: z.string().min(1),
  target: deliveryTargetSchema,
  /** `MessageRouted`, `RuleMatched`, or the type that an operator gave to an event. */
  type: z.string(),
  origin: originSchema,
  /** The rule's texts by name, variables filled in. */
  data: z.record(z.string(), z.string()).exactOptional(),
  /** When it was decided, epoch ms. */
  at: z.number(),
  /** The receiver's answer is ignored, because the fleet itself wrote the message. */
  unanswerable: z.literal(true).exactOptional(),
});

export type DeliveryOrder = z.infer<typeof deliveryOrderSchema>;

/** Types of the deliveries that the platform itself names. */
export const MESSAGE_ROUTED = "MessageRouted";
export const RULE_MATCHED = "RuleMatched";
export const BROADCAST_REQUESTED = "BroadcastRequested";

/**
 * What receivers get: the body of a webhook's request or a queue's message, the `detail` of an event. See
 * docs/routing.md.
 */
export const routedMessageSchema = z.object({
  /** The first part grows only with changes that receivers have to follow. */
  specVersion: z.literal("1.0"),
  /** The same message and target always have the same id, however often it is delivered. */
  id: z.string(),
  type: z.string(),
  /** When it was decided, epoch ms. */
  at: z.number(),
  origin: originSchema,
  /** The account that received the message. */
  account: z.object({
    appId: z.string(),
    wxid: z.string(),
    name: z.string(),
    tags: z.array(z.string()),
    /** Left out for personal accounts. */
    channel: z.enum(channels).exclude([DEFAULT_CHANNEL]).exactOptional(),
  }),
  message: inboundMessageSchema,
  data: z.record(z.string(), z.string()).exactOptional(),
  /** Dotted paths of texts that were emptied, so that the whole fits into 200 KB. */
  omitted: z.array(z.string()).exactOptional(),
});

export type RoutedMessage = z.infer<typeof routedMessageSchema>;

/** A message on its way to one target. */
export const deliverySchema = z.object({
  target: deliveryTargetSchema,
  routed: routedMessageSchema,
  unanswerable: z.literal(true).exactOptional(),
});

/** The version grows with each change after which older code cannot read new deliveries. */
export const deliveryForm = { schema: deliverySchema, version: 1 } as const;

export type Delivery = z.infer<typeof deliverySchema>;

/** A target as one word, for the names of circuits and for ids. */
export function targetWord(target: DeliveryTarget): string {
  switch (target.type) {
    case "queue":
      return `queue:${target.arn}`;
    case "event-bus":
    case "broadcast":
      return "event-bus";
    case "webhook":
      return `webhook:${target.webhook}`;
    default:
      return target satisfies never;
  }
}

/** The id of a routed message. Message and target alone make it, so that two entries with one target deliver once. */
export function routedId(appId: string, dedupKey: string, target: Target): string {
  return `dlv_${sha256Hex("routed", appId, dedupKey, targetWord(target)).slice(0, 32)}`;
}

/** The id of a delivery by a rule. `ordinal` counts the rule's deliveries for one message from 0. */
export function deliveryId(envelopeId: string, ruleId: string, ordinal: number): string {
  return `dlv_${sha256Hex("rule", envelopeId, ruleId, String(ordinal)).slice(0, 32)}`;
}

/** Deliveries of a group are carried out in order: those of one conversation to one target. */
export function deliveryGroup({ target, routed: { message } }: Delivery): string {
  return sha256Hex(targetWord(target), message.appId, message.conversationId);
}
