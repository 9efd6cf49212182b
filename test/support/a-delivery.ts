import type { Delivery, DeliveryOrder } from "../../shared/deliveries/domain/delivery.ts";
import { deliveryOf } from "../../shared/deliveries/domain/routed-message.ts";
import type { InboundMessage } from "../../shared/messages/domain/inbound-message.ts";
import { type Route, type RoutingTable, routeSchema } from "../../shared/routing/domain/routing.ts";
import { anAccount, anInboundText, NOON } from "./builders.ts";

export const QUEUE = "arn:aws:sqs:eu-central-1:123456789012:crm.fifo";

export function aRoute(changes: Partial<Route> = {}): Route {
  return routeSchema.parse({ id: "crm", name: "CRM", targets: [{ type: "queue", arn: QUEUE }], ...changes });
}

export function aRoutingTable(version: number, entries: readonly Route[] = [aRoute()]): RoutingTable {
  return {
    version,
    entries: [...entries],
    webhooks: {
      crm: { url: "https://crm.example.com/in", timeoutSeconds: 5, secretVersion: 1, secretSince: NOON },
    },
    publishedAt: NOON,
    publishedBy: "admin-1",
  };
}

export function anOrder(changes: Partial<DeliveryOrder> = {}): DeliveryOrder {
  return {
    id: "dlv_1",
    target: { type: "webhook", webhook: "crm" },
    type: "RuleMatched",
    origin: { by: "rule", id: "ask", ruleSetVersion: 3 },
    at: NOON,
    ...changes,
  };
}

export function aDelivery(changes: Partial<DeliveryOrder> = {}, message: InboundMessage = anInboundText()): Delivery {
  return deliveryOf(anOrder(changes), message, anAccount({ tags: ["vip"] }));
}
