import { AppError } from "../../../kernel/domain/errors.ts";
import { retryAfterOf } from "../../../kernel/domain/retry-after.ts";
import type { Gateway } from "../../../outbound/application/ports/outbound.ts";
import type { CallOptions } from "../client/call-endpoint.ts";
import { createClient } from "../client/client.ts";
import { causeOf } from "../client/failure-cause.ts";
import { contacts } from "../contract/modules/contacts.ts";
import { group } from "../contract/modules/group.ts";
import { message } from "../contract/modules/message.ts";
import { sendContent } from "./send-content.ts";

/** The gateway's port over HTTP. */
export function createGateway(options: CallOptions): Gateway {
  const api = createClient(
    {
      message,
      contacts: { addContacts: contacts.addContacts },
      group: { inviteMember: group.inviteMember },
    },
    options,
  );
  return {
    async send(command) {
      try {
        const sent = await sendContent(api, command);
        return {
          type: "sent",
          newMsgId: sent?.newMsgId ?? "",
          msgId: sent?.msgId ?? "",
          createTime: sent?.createTime ?? 0,
        };
      } catch (error) {
        const cause = causeOf(error);
        if (!(error instanceof AppError) || cause === undefined) throw error;
        return { type: "failed", cause, message: error.message, ...retryAfterOf(error) };
      }
    },
  };
}
