import { AppError } from "../../../shared/kernel/domain/errors.ts";
import type { HttpEvent } from "../../../shared/lambda/http.ts";
import { readJsonBody } from "../../../shared/lambda/json-body.ts";
import { type HttpResponse, problem, problemResponse } from "../../../shared/lambda/problem.ts";
import { type Actor, actorOf, NOBODY, reaches } from "./actor.ts";
import { type AuditDeps, audited } from "./audit.ts";
import { type Match, matchPath } from "./match.ts";
import type { Route } from "./route.ts";

/** The largest JSON body, bytes, where the route names no other. */
const BODY_LIMIT = 1024 * 1024;

/** All rows, and the trail around those that change something. */
export type RouteTable = { readonly routes: readonly Route[]; readonly trail: AuditDeps };

/**
 * Finds a request's row in the table and carries it out: who calls, whether the role suffices, what the request says,
 * and the audit trail around all that changes something. Callers without a role leave no trace in the trail. `first` are
 * reads that are answered without loading the whole table, which has them too.
 */
export function createDispatch(
  first: readonly Route[],
  table: () => Promise<RouteTable>,
): (event: HttpEvent) => Promise<HttpResponse> {
  return async (event) => {
    const { method } = event.requestContext.http;
    const path = event.rawPath;
    const read = method === "GET" ? ofMethod(matchPath(first, path), method) : undefined;
    if (read) return carryOut(read, event);
    const { routes, trail } = await table();
    const matches = matchPath(routes, path);
    if (matches.length === 0) throw new AppError("not-found", "there is no such path");
    const match = ofMethod(matches, method);
    if (!match) return notAllowed(method, matches);
    if (method === "GET") return carryOut(match, event);
    const actor = actorFor(match.route, event);
    return audited(trail, { ...actor, method, path }, () => carryOut(match, event));
  };
}

async function carryOut({ route, params }: Match, event: HttpEvent): Promise<HttpResponse> {
  const actor = actorFor(route, event);
  if (!reaches(actor, route.role)) {
    throw new AppError("forbidden", `this needs the role ${route.role}; the token has ${actor.role}`);
  }
  const body = route.request.shape.body ? readJsonBody(event, route.bodyLimit ?? BODY_LIMIT) : undefined;
  const input = { params, query: event.queryStringParameters ?? {}, body };
  return { status: route.status, body: await route.run(input, actor) };
}

function ofMethod(matches: readonly Match[], method: string): Match | undefined {
  return matches.find(({ route }) => route.method === method);
}

function actorFor({ role }: Pick<Route, "role">, event: HttpEvent): Actor {
  return role === "public" ? NOBODY : actorOf(event.requestContext);
}

function notAllowed(method: string, matches: readonly Match[]): HttpResponse {
  const allow = matches.map(({ route }) => route.method).join(", ");
  return problemResponse(problem("method-not-allowed", `${method} is not among ${allow}`), { allow });
}
