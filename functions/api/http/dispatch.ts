import { AppError } from "../../../shared/kernel/domain/errors.ts";
import type { HttpEvent } from "../../../shared/lambda/http.ts";
import { readJsonBody } from "../../../shared/lambda/json-body.ts";
import { type HttpResponse, problem, problemResponse } from "../../../shared/lambda/problem.ts";
import { type Actor, ANONYMOUS, actorOf, reaches } from "./actor.ts";
import { type AuditDeps, audited } from "./audit.ts";
import { type Match, matchPath } from "./match.ts";
import type { Route } from "./route.ts";

/** The largest JSON body of a route that names no limit of its own, bytes. */
const BODY_LIMIT = 1024 * 1024;

/** All rows, and the audit trail for those that change something. */
export type RouteTable = { readonly routes: readonly Route[]; readonly trail: AuditDeps };

/**
 * Finds a request's row in the table, checks the caller's role, reads the body and carries the row out. Requests that
 * change something are written to the audit trail, except those of callers without a role. `first` has the reads that
 * are answered without loading the table; the table has them too.
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
    return audited(trail, { ...actor, method, path: auditedPath(match, event) }, () => carryOut(match, event));
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

function auditedPath({ route }: Match, { rawPath, queryStringParameters = {} }: HttpEvent): string {
  if (!route.auditsQuery) return rawPath;
  const query = new URLSearchParams();
  for (const [name, value = ""] of Object.entries(queryStringParameters)) query.append(name, value);
  return `${rawPath}?${query}`;
}

function ofMethod(matches: readonly Match[], method: string): Match | undefined {
  return matches.find(({ route }) => route.method === method);
}

function actorFor({ role }: Pick<Route, "role">, event: HttpEvent): Actor {
  return role === "public" ? ANONYMOUS : actorOf(event.requestContext);
}

function notAllowed(method: string, matches: readonly Match[]): HttpResponse {
  const allow = matches.map(({ route }) => route.method).join(", ");
  return problemResponse(problem("method-not-allowed", `${method} is not among ${allow}`), { allow });
}
