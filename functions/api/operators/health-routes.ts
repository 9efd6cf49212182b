import * as z from "zod";
import { routesOver } from "../http/route.ts";
import { responseSchema } from "../http/schema-names.ts";

const { route, routes } = routesOver((ports: { readonly version?: string }) => ports);

const health = responseSchema("Health", z.object({ status: z.literal("ok"), version: z.string().optional() }));

export const healthRoutes = routes([
  route({
    method: "GET",
    path: "/healthz",
    role: "public",
    summary: "Whether the API answers",
    request: z.object({}),
    response: health,
    status: 200,
    example: { response: { status: "ok", version: "42" } },
    handle: async ({ version }) => ({ status: "ok" as const, version }),
  }),
]);
