import type { Connection } from "../../accounts/application/ports/accounts.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import type { Gateway } from "../../outbound/application/ports/outbound.ts";
import type { CallOptions } from "./call-endpoint.ts";
import { createClient } from "./client.ts";
import { contacts } from "./contract/contacts.ts";
import { group } from "./contract/group.ts";
import { login } from "./contract/login.ts";
import { message } from "./contract/message.ts";
import { causeOf } from "./failure-cause.ts";
import { sendContent } from "./send-content.ts";

/** The gateway's port over HTTP. */
export function createGateway(options: CallOptions): Gateway {
  const api = createClient(
    {
      login,
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
        return { type: "failed", cause, message: error.message };
      }
    },
    async checkOnline(appId) {
      try {
        return (await api.login.checkOnline({ appId })) ? "online" : "offline";
      } catch (error) {
        return connectionOf(error);
      }
    },
    async reconnect(appId) {
      await api.login.reconnection({ appId });
    },
  };
}

/** What a refused check says of the account; throws what says nothing of it. */
function connectionOf(error: unknown): Connection {
  switch (causeOf(error)) {
    case "account-offline":
      return "offline";
    case "account-banned":
      return "banned";
    case "device-gone":
      return "device-gone";
    default:
      throw error;
  }
}
