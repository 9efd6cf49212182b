import * as z from "zod";
import { forPersonalAccounts } from "../../../shared/accounts/application/for-personal-accounts.ts";
import { gatewayProblems } from "../accounts/gateway-problems.ts";
import { accountParams } from "../accounts/params.ts";
import { routesOver } from "../http/route.ts";
import { responseSchema } from "../http/schema-names.ts";
import type { GatewayPorts } from "./ports.ts";

const { route, routes } = routesOver("gateway", ({ accounts, gatewayEndpoints }: GatewayPorts) => ({
  listEndpoints: gatewayEndpoints.list,
  callEndpoint: forPersonalAccounts(accounts, { call: gatewayEndpoints.call }).call,
}));

const name = z.string().regex(/^[A-Za-z]{1,64}$/, "a name of the gateway's has letters only");

const endpointRow = responseSchema(
  "GatewayEndpoint",
  z.object({
    module: z.string(),
    endpoint: z.string(),
    /** Whether a second call does no more than the first. */
    idempotent: z.boolean(),
    /** The members of the body, without appId. A row of `depth` 2 belongs to the nearest row of depth 1 above it. */
    request: z.array(z.object({ name: z.string(), depth: z.int(), type: z.string(), required: z.boolean() })),
  }),
);
const endpointList = responseSchema("GatewayEndpointList", z.object({ endpoints: z.array(endpointRow) }));
const answer = responseSchema("GatewayAnswer", z.object({ data: z.unknown() }));

export const gatewayRoutes = routes([
  route({
    operationId: "listEndpoints",
    method: "GET",
    path: "/api/gateway/endpoints",
    role: "viewer",
    summary: "Lists every endpoint of the gateway with the members of its body",
    request: z.object({}),
    response: endpointList,
    status: 200,
    example: {
      response: {
        endpoints: [
          {
            module: "group",
            endpoint: "pinChat",
            idempotent: true,
            request: [
              { name: "chatroomId", depth: 1, type: "string", required: true },
              { name: "top", depth: 1, type: "boolean", required: true },
            ],
          },
        ],
      },
    },
    async handle(api) {
      const rows = await api.listEndpoints();
      return { endpoints: rows.map((row) => ({ ...row, request: [...row.request] })) };
    },
  }),
  route({
    operationId: "callEndpoint",
    method: "POST",
    path: "/api/accounts/{appId}/gateway/{module}/{endpoint}",
    role: "admin",
    summary:
      "Calls any endpoint of the gateway at once, without rate limits, ledger and queues; 64-bit ids are digits in both directions",
    request: z.object({
      params: accountParams.extend({ module: name, endpoint: name }),
      body: z.record(z.string(), z.unknown()),
    }),
    response: answer,
    status: 200,
    problems: gatewayProblems,
    example: { body: { chatroomId: "10000000001@chatroom", top: true }, response: { data: null } },
    handle: async (api, { params: { appId, module, endpoint }, body }) => ({
      data: (await api.callEndpoint(appId, module, endpoint, body)) ?? null,
    }),
  }),
]);
