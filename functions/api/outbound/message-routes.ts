import * as z from "zod";
import { operatorContentSchema, wxidSchema } from "../../../shared/messages/domain/content.ts";
import { contentFaults } from "../../../shared/messages/domain/content-faults.ts";
import { createQueueMessages } from "../../../shared/outbound/application/queue-messages.ts";
import { commandStates } from "../../../shared/outbound/domain/ledger.ts";
import { accountParams } from "../accounts/params.ts";
import { instant } from "../http/instant.ts";
import { routesOver } from "../http/route.ts";
import { requestSchema, responseSchema } from "../http/schema-names.ts";
import type { OutboundPorts } from "./ports.ts";

const { route, routes } = routesOver("outbound", (ports: OutboundPorts) => ({
  queueMessages: createQueueMessages(ports),
}));

/** The most messages of one request. */
const MOST_CONTENTS = 10;

const content = requestSchema("MessageContent", operatorContentSchema);

const messages = requestSchema(
  "Messages",
  z
    .strictObject({
      requestId: z
        .string()
        .regex(/^[A-Za-z0-9._:-]{1,128}$/, "a requestId has 1 to 128 letters, digits, '.', '_', ':' or '-'"),
      to: wxidSchema,
      content: content.exactOptional(),
      contents: z.array(content).min(1).max(MOST_CONTENTS).exactOptional(),
      notAfter: instant.exactOptional(),
    })
    .superRefine(({ to, content: one, contents = [] }, context) => {
      if ((one === undefined) === (contents.length === 0)) {
        context.addIssue({ code: "custom", message: "either content or contents is needed" });
      }
      const given = one
        ? [{ path: ["content"], value: one }]
        : contents.map((value, at) => ({ path: ["contents", at], value }));
      for (const { path, value } of given) {
        for (const fault of contentFaults(value, { to })) {
          const within = fault.path === "" ? [] : fault.path.split(".");
          context.addIssue({ code: "custom", path: [...path, ...within], message: fault.message });
        }
      }
    }),
);

const queuedMessages = responseSchema(
  "QueuedMessages",
  z.object({
    requestId: z.string(),
    notAfter: z.number(),
    /** The commands in the order of the contents, with their `state` in the ledger. */
    commands: z.array(z.object({ id: z.string(), state: z.enum(commandStates) })),
  }),
);

export const messageRoutes = routes([
  route({
    operationId: "sendMessages",
    method: "POST",
    path: "/api/accounts/{appId}/messages",
    role: "operator",
    summary: "Queues messages to a person or a group; the same request under the same requestId is carried out once",
    request: z.object({ params: accountParams, body: messages }),
    response: queuedMessages,
    status: 202,
    problems: ["conflict"],
    example: {
      body: {
        requestId: "order-4711-shipped",
        to: "12345678901@chatroom",
        content: { type: "text", text: "{@wxid_customer} 您的订单已发货", mentions: ["wxid_customer"] },
      },
      response: {
        requestId: "order-4711-shipped",
        notAfter: 1_767_229_200_000,
        commands: [{ id: "cmd_0f8c2d3b5a6e4f718293a4b5c6d7e8f9", state: "reserved" }],
      },
    },
    async handle(api, { params: { appId }, body }) {
      const { requestId, to, content: one, contents = [], notAfter } = body;
      const entries = await api.queueMessages({
        appId,
        requestId,
        to,
        ...(one ? { contents: [one], pathOf: () => "content" } : { contents }),
        ...(notAfter === undefined ? {} : { notAfter }),
      });
      return {
        requestId,
        notAfter: Math.max(...entries.map(({ command }) => command.notAfter)),
        commands: entries.map(({ command, state }) => ({ id: command.id, state })),
      };
    },
  }),
]);
