import * as z from "zod";
import { createLogoutAccount } from "../../../shared/logins/application/logout-account.ts";
import { createRemoveAccount } from "../../../shared/logins/application/remove-account.ts";
import { accountParams } from "../accounts/params.ts";
import { createMover } from "../accounts/use-cases.ts";
import { accountView, exampleAccount, viewOf } from "../accounts/view.ts";
import { routesOver } from "../http/route.ts";
import type { LoginPorts } from "./ports.ts";
import { loginProblems as problems } from "./view.ts";

const { route, routes } = routesOver("logins", (ports: LoginPorts) => {
  const logout = createLogoutAccount({ ...ports, move: createMover(ports) });
  return { ...ports, logoutAccount: logout, removeAccount: createRemoveAccount({ ...ports, logout }) };
});

export const logoutRoutes = routes([
  route({
    operationId: "logoutAccount",
    method: "POST",
    path: "/api/accounts/{appId}/logout",
    role: "operator",
    summary: "Logs the account out; it stays registered",
    request: z.object({ params: accountParams }),
    response: accountView,
    status: 200,
    problems,
    example: { response: { ...exampleAccount, state: "IDLE" } },
    handle: async (api, { params: { appId } }) => viewOf(api, await api.logoutAccount(appId)),
  }),
  route({
    operationId: "removeAccount",
    method: "DELETE",
    path: "/api/accounts/{appId}",
    role: "admin",
    summary: "Logs the account out and removes it; its journal stays",
    request: z.object({
      params: accountParams,
      query: z.object({
        /** `true` removes the account even if the gateway does not confirm the logout. */
        force: z.enum(["true", "false"]).default("false"),
      }),
    }),
    response: z.object({ appId: z.string(), removed: z.literal(true) }),
    status: 200,
    problems,
    example: { response: { appId: exampleAccount.appId, removed: true } },
    async handle(api, { params: { appId }, query: { force } }) {
      await api.removeAccount(appId, force === "true");
      return { appId, removed: true as const };
    },
  }),
]);
