import { wellFormed } from "../../../shared/kernel/domain/well-formed.ts";
import type { Route } from "./route.ts";

/** A row whose path fits, with the parameters that it found in the path. */
export type Match = { readonly route: Route; readonly params: Readonly<Record<string, string>> };

/** All rows whose path fits, of any method. */
export function matchPath(routes: readonly Route[], path: string): readonly Match[] {
  const segments = path.split("/").map(decoded);
  return routes.flatMap((route) => {
    const params = paramsIn(route.path.split("/"), segments);
    return params ? [{ route, params }] : [];
  });
}

function paramsIn(pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? "";
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined ? part !== segment : segment === "") return undefined;
    if (name !== undefined) params[name] = segment;
  }
  return params;
}

/** A segment as well-formed text. One that is not validly encoded stays as it is, and the parameter's schema refuses it. */
function decoded(segment: string): string {
  try {
    return wellFormed(decodeURIComponent(segment));
  } catch (error) {
    if (error instanceof URIError) return segment;
    throw error;
  }
}
