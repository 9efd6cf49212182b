import * as z from "zod";
import { AppError } from "../../../shared/kernel/domain/errors.ts";
import { accountParams, wxidSchema } from "../accounts/params.ts";
import { DONE, done } from "../http/done.ts";
import { nextCursor, pageQuery } from "../http/paging.ts";
import { routesOver } from "../http/route.ts";
import { responseSchema } from "../http/schema-names.ts";
import type { BroadcastPorts } from "./ports.ts";

const { route, routes } = routesOver("broadcasts", (ports: BroadcastPorts) => ports);

const params = accountParams.extend({ wxid: wxidSchema });
const optOut = responseSchema("OptOut", z.object({ wxid: z.string(), since: z.number() }));
const list = responseSchema("OptOutList", z.object({ optOuts: z.array(optOut).readonly(), cursor: nextCursor }));
const example = { wxid: "wxid_customer", since: 1_767_225_600_000 };

export const optOutRoutes = routes([
  route({
    operationId: "listOptOuts",
    method: "GET",
    path: "/api/accounts/{appId}/opt-outs",
    role: "viewer",
    summary: "Lists the people and groups that get no broadcasts of an account, by wxid",
    request: z.object({ params: accountParams, query: pageQuery }),
    response: list,
    status: 200,
    example: { response: { optOuts: [example] } },
    handle: (api, { params: { appId }, query: { limit, cursor } }) => api.optOuts.list(appId, limit, cursor),
  }),
  route({
    operationId: "addOptOut",
    method: "PUT",
    path: "/api/accounts/{appId}/opt-outs/{wxid}",
    role: "operator",
    summary: "Keeps an account's broadcasts from a person or a group, from the next page of commands on",
    request: z.object({ params }),
    response: optOut,
    status: 200,
    problems: ["not-found"],
    example: { response: example },
    async handle(api, { params: { appId, wxid } }) {
      const account = await api.accounts.get(appId);
      if (!account?.registered) {
        throw new AppError("not-found", `no account with the appId '${appId}' is registered`, { details: { appId } });
      }
      const since = api.clock.now();
      await api.optOuts.add(appId, wxid, since);
      return { wxid, since };
    },
  }),
  route({
    operationId: "removeOptOut",
    method: "DELETE",
    path: "/api/accounts/{appId}/opt-outs/{wxid}",
    role: "operator",
    summary: "Takes an opt-out back",
    request: z.object({ params }),
    response: done,
    status: 200,
    problems: ["not-found"],
    example: { response: DONE },
    async handle(api, { params: { appId, wxid } }) {
      if (await api.optOuts.remove(appId, wxid)) return DONE;
      throw new AppError("not-found", `'${wxid}' has not opted out`, { details: { appId, wxid } });
    },
  }),
]);
