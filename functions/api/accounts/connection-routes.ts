import * as z from "zod";
import { createAskForCallback } from "../../../shared/accounts/application/ask-for-callback.ts";
import { createReconnectNow } from "../../../shared/accounts/application/reconnect-now.ts";
import { routesOver } from "../http/route.ts";
import { accountParams } from "./params.ts";
import type { AccountPorts } from "./ports.ts";
import { createChecker } from "./use-cases.ts";
import { checkedAccount, exampleAccount, viewOf } from "./view.ts";

const { route, routes } = routesOver("accounts", (ports: AccountPorts) => {
  const check = createChecker(ports);
  return {
    ...ports,
    checkAccount: (appId: string) => check(appId, "operator"),
    reconnectAccount: createReconnectNow({ ...ports, check }),
    askForCallback: createAskForCallback(ports),
  };
});

export const connectionRoutes = routes([
  route({
    operationId: "checkAccount",
    method: "POST",
    path: "/api/accounts/{appId}/check",
    role: "operator",
    summary: "Asks the gateway whether the account is online, and moves its state accordingly",
    request: z.object({ params: accountParams }),
    response: checkedAccount,
    status: 200,
    problems: ["conflict", "unreachable"],
    example: { response: { account: exampleAccount, checked: "online" } },
    async handle(api, { params: { appId } }) {
      const { account, checked } = await api.checkAccount(appId);
      return { account: await viewOf(api, account), checked };
    },
  }),
  route({
    operationId: "reconnectAccount",
    method: "POST",
    path: "/api/accounts/{appId}/reconnect",
    role: "operator",
    summary: "Renews the account's connection, asks whether it is online, and moves its state accordingly",
    request: z.object({ params: accountParams }),
    response: checkedAccount,
    status: 200,
    problems: ["conflict", "unreachable"],
    example: { response: { account: exampleAccount, checked: "online" } },
    async handle(api, { params: { appId } }) {
      const { account, checked } = await api.reconnectAccount(appId);
      return { account: await viewOf(api, account), checked };
    },
  }),
  route({
    operationId: "renewCallback",
    method: "POST",
    path: "/api/accounts/{appId}/callback",
    role: "operator",
    summary:
      "Tells the gateway again where to send the account's callbacks. If that fails, the account's `reason` says why",
    request: z.object({ params: accountParams }),
    response: z.object({ appId: z.string() }),
    status: 202,
    problems: ["conflict"],
    example: { response: { appId: exampleAccount.appId } },
    async handle(api, { params: { appId } }) {
      await api.askForCallback(appId);
      return { appId };
    },
  }),
]);
