import * as z from "zod";
import { OPENAPI, openApiDocument } from "../http/openapi.ts";
import { type Operation, type RouteGroup, routesOver } from "../http/route.ts";

/** The row that describes all rows, itself included: `operations` gives them when the row is asked for. */
export function openApiRoutes(operations: () => readonly Operation[]): RouteGroup<unknown> {
  const { route, routes } = routesOver("operators", () => undefined);
  return routes([
    route({
      operationId: "getOpenApi",
      method: "GET",
      path: "/api/openapi.json",
      role: "viewer",
      summary: "Gives this document",
      request: z.object({}),
      response: z.looseObject({ openapi: z.literal(OPENAPI) }),
      status: 200,
      example: { response: { openapi: OPENAPI } },
      handle: async () => openApiDocument(operations()),
    }),
  ]);
}
