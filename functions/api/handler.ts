import { type HttpDeps, type HttpLambda, httpHandler } from "../../shared/lambda/http.ts";
import { createDispatch } from "./http/dispatch.ts";
import type { FirstApi } from "./http/route.ts";
import type { WholeApi } from "./whole-api.ts";

export type ApiDeps = HttpDeps &
  FirstApi & {
    /** Everything else, loaded when it is needed. */
    readonly whole: () => Promise<WholeApi>;
  };

/** The operator API. */
export function createHandler({ whole, ...deps }: ApiDeps): HttpLambda {
  return httpHandler(deps, createDispatch(deps, whole));
}
