import * as z from "zod";
import { routesOver } from "../http/route.ts";
import { responseSchema } from "../http/schema-names.ts";

const { route, routes } = routesOver("operators", (ports: { readonly version?: string }) => ports);

const health = responseSchema("Health", z.object({ status: z.literal("ok"), version: z.string().optional() }));

export const healthRoutes = routes([
  route({
    operationId: "getHealth",
    method: "GET",
    path: "/healthz",
    role: "public",
    summary: "Tells that the API answers, and its version",
    request: z.object({}),
    response: health,
    status: 200,
    example: { response: { status: "ok", version: "42" } },
    handle: async ({ version }) => ({ status: "ok" as const, version }),
  }),
]);
