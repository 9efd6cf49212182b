import { AppError } from "../../../shared/kernel/domain/errors.ts";
import type { HttpEvent } from "../../../shared/lambda/http.ts";
import { readJsonBody } from "../../../shared/lambda/json-body.ts";
import { type HttpResponse, problem, problemResponse } from "../../../shared/lambda/problem.ts";
import { firstRoutes } from "../first-routes.ts";
import type { WholeApi } from "../whole-api.ts";
import { type Actor, actorOf, NOBODY, reaches } from "./actor.ts";
import { audited } from "./audit.ts";
import { type Match, matchPath } from "./match.ts";
import type { FirstApi, Route } from "./route.ts";

/** The largest JSON body, bytes, where the route names no other. */
const BODY_LIMIT = 1024 * 1024;

/**
 * Finds a request's row in the table and carries it out: who calls, whether his role suffices, what he says, and the
 * audit trail around all that changes something. Whoever has no role at all leaves no trace in the trail.
 */
export function createDispatch(
  firstApi: FirstApi,
  whole: () => Promise<WholeApi>,
): (event: HttpEvent) => Promise<HttpResponse> {
  async function carryOut<A>(api: A, { route, params }: Match<A>, event: HttpEvent): Promise<HttpResponse> {
    const actor = actorFor(route, event);
    if (!reaches(actor, route.role)) {
      throw new AppError("forbidden", `this needs the role ${route.role}; the token has ${actor.role}`);
    }
    const body = route.request.shape.body ? readJsonBody(event, route.bodyLimit ?? BODY_LIMIT) : undefined;
    const input = { params, query: event.queryStringParameters ?? {}, body };
    return { status: route.status, body: await route.run(api, input, actor) };
  }

  return async (event) => {
    const { method } = event.requestContext.http;
    const path = event.rawPath;
    const first = ofMethod(matchPath(firstRoutes, path), method);
    if (first) return carryOut(firstApi, first, event);
    const { routes, api, trail } = await whole();
    const matches = matchPath(routes, path);
    if (matches.length === 0) throw new AppError("not-found", "there is no such path");
    const match = ofMethod(matches, method);
    if (!match) return notAllowed(method, matches);
    if (method === "GET") return carryOut(api, match, event);
    const actor = actorFor(match.route, event);
    return audited(trail, { ...actor, method, path }, () => carryOut(api, match, event));
  };
}

function ofMethod<A>(matches: readonly Match<A>[], method: string): Match<A> | undefined {
  return matches.find(({ route }) => route.method === method);
}

function actorFor({ role }: Pick<Route, "role">, event: HttpEvent): Actor {
  return role === "public" ? NOBODY : actorOf(event.requestContext);
}

function notAllowed(method: string, matches: readonly Match[]): HttpResponse {
  const allow = matches.map(({ route }) => route.method).join(", ");
  return problemResponse(problem("method-not-allowed", `${method} is not among ${allow}`), { allow });
}
