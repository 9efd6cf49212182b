import { type HttpDeps, type HttpLambda, httpHandler } from "../../shared/lambda/http.ts";
import { createDispatch } from "./dispatch.ts";
import { routes } from "./routes.ts";
import { type ApiPorts, createUseCases } from "./use-cases.ts";

export type ApiDeps = ApiPorts &
  HttpDeps & {
    /** The deployed version, where it is known. */
    readonly version?: string;
  };

/** The operator API. */
export function createHandler(deps: ApiDeps): HttpLambda {
  return httpHandler(deps, createDispatch(routes, { ...deps, ...createUseCases(deps) }, deps));
}
