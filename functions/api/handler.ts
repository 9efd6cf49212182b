import { type HttpDeps, type HttpLambda, httpHandler } from "../../shared/lambda/http.ts";
import { type FirstPorts, firstRoutes } from "./first-routes.ts";
import { createDispatch, type RouteTable } from "./http/dispatch.ts";

export type ApiDeps = HttpDeps & {
  readonly first: FirstPorts;
  /** All rows, loaded when they are needed. */
  readonly table: () => Promise<RouteTable>;
};

/** The operator API. */
export function createHandler({ first, table, ...deps }: ApiDeps): HttpLambda {
  const served = firstRoutes.flatMap(({ serve }) => serve(first));
  return httpHandler(deps, createDispatch(served, table));
}
