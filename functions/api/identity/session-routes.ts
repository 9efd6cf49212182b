import * as z from "zod";
import { demandAtOpenPlatform } from "../../../shared/identity/application/keep-web-access.ts";
import { accountParams, wxidSchema } from "../accounts/params.ts";
import { DONE, done } from "../http/done.ts";
import { routesOver } from "../http/route.ts";
import type { IdentityPorts } from "./ports.ts";

const { route, routes } = routesOver("identity", (ports: IdentityPorts) => ports);

export const personSessionRoutes = routes([
  route({
    operationId: "endPersonSessions",
    method: "DELETE",
    path: "/api/accounts/{appId}/people/{openid}/sessions",
    role: "operator",
    summary:
      "Ends all sessions of a person on the account's web pages; they are refused everywhere within 5 s, and the person may sign in again",
    request: z.object({ params: accountParams.extend({ openid: wxidSchema }) }),
    response: done,
    status: 200,
    problems: ["conflict"],
    example: { response: DONE },
    async handle(api, { params: { appId, openid } }) {
      await demandAtOpenPlatform(api.accounts, appId);
      await api.endSessionsNow(appId, openid);
      return DONE;
    },
  }),
]);
