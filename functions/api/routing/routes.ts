import * as z from "zod";
import { routedMessageSchema, webhookIdSchema } from "../../../shared/deliveries/domain/delivery.ts";
import { createPublishRouting } from "../../../shared/routing/application/publish-routing.ts";
import { createRenewWebhookSecret } from "../../../shared/routing/application/renew-webhook-secret.ts";
import {
  routeSchema,
  routingDraftSchema,
  routingTableSchema,
  webhookInputSchema,
} from "../../../shared/routing/domain/routing.ts";
import { routesOver } from "../http/route.ts";
import { requestSchema, responseSchema } from "../http/schema-names.ts";
import type { RoutingPorts } from "./ports.ts";

const { route, routes } = routesOver("routing", (ports: RoutingPorts) => ({
  ...ports,
  publishRouting: createPublishRouting(ports),
  renewWebhookSecret: createRenewWebhookSecret(ports),
}));

const tableView = responseSchema(
  "RoutingTable",
  routingTableSchema.extend({
    entries: z.array(responseSchema("Route", routeSchema)).readonly(),
    /** ARNs of the queues that the deployment lets messages be routed to. */
    queues: z.array(z.string()).readonly(),
  }),
);

requestSchema("RouteInput", routeSchema);
requestSchema("WebhookInput", webhookInputSchema);

const draft = requestSchema(
  "RoutingDraft",
  /** `version` is the published version that the draft was made from. A newer published one makes it a conflict. */
  routingDraftSchema.safeExtend({ version: z.int().min(0).exactOptional() }),
);

const arn = "arn:aws:sqs:eu-central-1:123456789012:vip.fifo";
const entry = {
  id: "vip",
  name: "VIP customers",
  tags: ["vip"],
  targets: [
    { type: "queue", arn },
    { type: "webhook", webhook: "crm" },
  ],
};
const publishedEntry = {
  ...entry,
  type: "messages",
  enabled: true,
  priority: 0,
  chat: "any",
  own: false,
  continue: true,
};
const webhook = { url: "https://crm.example.com/wechat", timeoutSeconds: 5 };
const published = (version: number) => ({
  version,
  entries: [publishedEntry],
  webhooks: { crm: { ...webhook, secretVersion: 1, secretSince: 1_767_225_600_000 } },
  publishedAt: 1_767_225_600_000,
  publishedBy: "admin-1",
  queues: [arn],
});

/** Receivers fetch this document and keep it. */
const jsonSchema = z.looseObject({ type: z.literal("object") });

export const routingRoutes = routes([
  route({
    operationId: "getRouting",
    method: "GET",
    path: "/api/routing",
    role: "viewer",
    summary: "Shows the published routing table, and the queues that the deployment allows",
    request: z.object({}),
    response: tableView,
    status: 200,
    example: { response: published(3) },
    async handle(api) {
      return { ...(await api.routing.table(await api.routing.version())), queues: api.routingQueues };
    },
  }),
  route({
    operationId: "publishRouting",
    method: "PUT",
    path: "/api/routing",
    role: "admin",
    summary: "Publishes a routing table; every account follows it within 5 s",
    request: z.object({ body: draft }),
    response: tableView,
    status: 200,
    problems: ["conflict"],
    example: { body: { version: 3, entries: [entry], webhooks: { crm: webhook } }, response: published(4) },
    async handle(api, { body }, actor) {
      return { ...(await api.publishRouting(body, actor.subject)), queues: api.routingQueues };
    },
  }),
  route({
    operationId: "renewWebhookSecret",
    method: "POST",
    path: "/api/routing/webhooks/{id}/secret",
    role: "admin",
    summary:
      "Gives a webhook a new secret, which only this answer shows. For a day, messages are signed with the old secret too",
    request: z.object({ params: z.object({ id: webhookIdSchema }) }),
    response: z.object({ secret: z.string(), version: z.int() }),
    status: 200,
    problems: ["conflict"],
    example: { response: { secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", version: 4 } },
    async handle(api, { params }, actor) {
      return api.renewWebhookSecret(params.id, actor.subject);
    },
  }),
  route({
    operationId: "getRoutedMessageSchema",
    method: "GET",
    path: "/api/routing/schema",
    role: "viewer",
    summary: "Gives the JSON Schema of the messages that queues, webhooks and the bus receive",
    request: z.object({}),
    response: jsonSchema,
    status: 200,
    example: { response: { type: "object", required: ["specVersion", "id", "type", "message"] } },
    handle: async () => jsonSchema.parse(z.toJSONSchema(routedMessageSchema, { io: "output" })),
  }),
]);
