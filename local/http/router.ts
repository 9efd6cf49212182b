import type { RouteModel } from "../template/model.ts";

export type RouteMatch = { readonly route: RouteModel; readonly pathParameters: Readonly<Record<string, string>> };

/**
 * Finds the route of a request as an HTTP API does: full paths before parameters before `{name+}` before `$default`,
 * a route's own method before `ANY`. Undefined for a request without a route.
 * Source: "Routing API requests" in the API Gateway developer guide.
 */
export type Router = (method: string, path: string) => RouteMatch | undefined;

type Segment = { readonly kind: "text" | "parameter" | "greedy"; readonly value: string };
type Compiled = { readonly route: RouteModel; readonly segments: readonly Segment[]; readonly rank: string };

export function createRouter(routes: readonly RouteModel[]): Router {
  const compiled = routes
    .filter(({ path }) => path !== undefined)
    .map(compile)
    .sort((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0));
  const fallback = routes.find(({ path }) => path === undefined);
  return (method, path) => {
    const parts = path.slice(1).split("/");
    for (const { route, segments } of compiled) {
      if (route.method !== "ANY" && route.method !== method) continue;
      const pathParameters = parametersOf(segments, parts);
      if (pathParameters) return { route, pathParameters };
    }
    return fallback && { route: fallback, pathParameters: {} };
  };
}

function compile(route: RouteModel): Compiled {
  const segments = (route.path ?? "/")
    .slice(1)
    .split("/")
    .map((part): Segment => {
      const name = /^\{(.+?)(\+?)\}$/.exec(part);
      if (!name?.[1]) return { kind: "text", value: part };
      return { kind: name[2] ? "greedy" : "parameter", value: name[1] };
    });
  const weight = { text: "0", parameter: "1", greedy: "2" } as const;
  // "9" ends the rank, so that a longer path stands before a shorter one with the same beginning.
  const rank = `${segments.map(({ kind }) => weight[kind]).join("")}9${route.method === "ANY" ? "1" : "0"}`;
  return { route, segments, rank };
}

function parametersOf(segments: readonly Segment[], parts: readonly string[]): Record<string, string> | undefined {
  const found: Record<string, string> = {};
  for (const [index, { kind, value }] of segments.entries()) {
    const part = parts[index];
    if (part === undefined) return undefined;
    if (kind === "greedy") {
      const rest = parts.slice(index).join("/");
      if (rest === "") return undefined;
      found[value] = decodeURIComponent(rest);
      return found;
    }
    if (kind === "text" && part !== value) return undefined;
    if (kind === "parameter") {
      if (part === "") return undefined;
      found[value] = decodeURIComponent(part);
    }
  }
  return parts.length === segments.length ? found : undefined;
}
