import type { Connection, Connections } from "../../accounts/application/ports/connections.ts";
import type { CallOptions } from "./client/call-endpoint.ts";
import { createClient } from "./client/client.ts";
import { causeOf } from "./client/failure-cause.ts";
import { login } from "./contract/modules/login.ts";

/** The gateway's connections over HTTP. */
export function createConnections(options: CallOptions): Connections {
  const { checkOnline, reconnection } = login;
  const { login: api } = createClient({ login: { checkOnline, reconnection } }, options);
  return {
    async checkOnline(appId) {
      try {
        return (await api.checkOnline({ appId })) ? "online" : "offline";
      } catch (error) {
        return connectionOf(error);
      }
    },
    async reconnect(appId) {
      await api.reconnection({ appId });
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
