import * as z from "zod";
import { AppError } from "../../../shared/kernel/domain/errors.ts";
import { contentSchema } from "../../../shared/messages/domain/content.ts";
import { createResendCommand } from "../../../shared/outbound/application/resend-command.ts";
import { createRevokeCommand } from "../../../shared/outbound/application/revoke-command.ts";
import { commandSchema } from "../../../shared/outbound/domain/command.ts";
import { commandStates, isResendable, type LedgerEntry } from "../../../shared/outbound/domain/ledger.ts";
import { commandReasonCodes, commandReasonWords } from "../../../shared/outbound/domain/reason.ts";
import { nextCursor, pageQuery } from "../http/paging.ts";
import { routesOver } from "../http/route.ts";
import { responseSchema } from "../http/schema-names.ts";
import type { OutboundPorts } from "./ports.ts";

const { route, routes } = routesOver("outbound", (ports: OutboundPorts) => ({
  ledger: ports.ledger,
  resendCommand: createResendCommand(ports),
  revokeCommand: createRevokeCommand(ports),
}));

const commandView = responseSchema(
  "Command",
  commandSchema.extend({
    content: responseSchema("Content", contentSchema),
    state: z.enum(commandStates),
    attempts: z.int(),
    /** Why it stands where it stands, in words for operators (Chinese), and the code that goes with them. */
    reason: z.string().optional(),
    reasonCode: z.enum(commandReasonCodes).optional(),
    newMsgId: z.string().optional(),
    msgId: z.string().optional(),
    /** When WeChat made the message, epoch seconds. */
    createTime: z.number().optional(),
    updatedAt: z.number(),
    resendable: z.boolean(),
  }),
);

const commandList = responseSchema("CommandList", z.object({ commands: z.array(commandView), cursor: nextCursor }));

const queuedCommand = responseSchema(
  "QueuedCommand",
  commandSchema.pick({ id: true, generation: true, appId: true, notAfter: true }),
);

const params = z.object({
  id: z.string().regex(/^[A-Za-z0-9._-]{1,128}$/, "a command id has 1 to 128 letters, digits, '.', '_' or '-'"),
});

const REVOCATION = "cmd_9e8d7c6b5a4f3e2d1c0b9a8f7e6d5c4b";

const command = {
  id: "cmd_0f8c2d3b5a6e4f718293a4b5c6d7e8f9",
  generation: 0,
  appId: "wx_demo1",
  to: "wxid_customer",
  content: { type: "text", text: "Our price list: https://example.com/prices" },
  notAfter: 1_767_229_200_000,
  createdAt: 1_767_225_600_000,
  origin: { envelopeId: "01KDWYB3M0V6T4N6Q8ZJ5R2X7C", ruleId: "price" },
  state: "unknown",
  attempts: 0,
  reason: "等待答复超时，不知道消息是否发出：请核对，需要时重新发送",
  reasonCode: "timeout",
  updatedAt: 1_767_225_610_000,
  resendable: true,
};

export const commandRoutes = routes([
  route({
    operationId: "listCommands",
    method: "GET",
    path: "/api/commands",
    role: "viewer",
    summary: "Lists commands that need a person's attention, newest first",
    request: z.object({ query: pageQuery.extend({ state: z.enum(["unknown", "failed"]).default("unknown") }) }),
    response: commandList,
    status: 200,
    example: { response: { commands: [command], cursor: "eyJwayI6ImNtZCJ9" } },
    async handle(api, { query: { state, limit, cursor } }) {
      const page = await api.ledger.listAttention(state, limit, cursor);
      return { commands: page.entries.map(viewOf), cursor: page.cursor };
    },
  }),
  route({
    operationId: "getCommand",
    method: "GET",
    path: "/api/commands/{id}",
    role: "viewer",
    summary: "Shows one command with its state in the ledger",
    request: z.object({ params }),
    response: commandView,
    status: 200,
    example: { response: command },
    async handle(api, { params: { id } }) {
      const entry = await api.ledger.get(id);
      if (!entry) {
        throw new AppError("not-found", `the ledger has no command '${id}'`, { details: { commandId: id } });
      }
      return viewOf(entry);
    },
  }),
  route({
    operationId: "resendCommand",
    method: "POST",
    path: "/api/commands/{id}/resend",
    role: "operator",
    summary: "Sends a command again that is unknown, failed, expired or held",
    request: z.object({ params }),
    response: queuedCommand,
    status: 202,
    problems: ["conflict", "unavailable"],
    example: { response: { id: command.id, generation: 1, appId: command.appId, notAfter: 1_767_232_800_000 } },
    handle: (api, { params: { id } }) => api.resendCommand(id),
  }),
  route({
    operationId: "revokeCommand",
    method: "POST",
    path: "/api/commands/{id}/revoke",
    role: "operator",
    summary:
      "Takes back the message of a sent command, within WeChat's two minutes. The answer is the command that does so",
    request: z.object({ params }),
    response: queuedCommand,
    status: 202,
    problems: ["conflict"],
    example: { response: { id: REVOCATION, generation: 0, appId: command.appId, notAfter: 1_767_225_720_000 } },
    handle: (api, { params: { id } }) => api.revokeCommand(id),
  }),
]);

/** A command with its state in the ledger, without the lease of the sender that works on it. */
function viewOf({ command, owner, leaseUntil, reason, ...row }: LedgerEntry): z.input<typeof commandView> {
  const why = reason ? { reason: commandReasonWords(reason), reasonCode: reason.code } : {};
  return { ...command, ...row, ...why, resendable: isResendable(row.state) };
}
