import type { Route } from "./route.ts";

/** A path's rows of the table, by method, and the parameters that each found in it. */
export type Match = { readonly route: Route; readonly params: Readonly<Record<string, string>> };

/** All rows whose path fits, whatever their method. */
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

/** A segment that is no valid encoding stands for itself: the parameter's schema refuses it then. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    if (error instanceof URIError) return segment;
    throw error;
  }
}
