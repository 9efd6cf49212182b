import type { HttpRequest } from "./http-event.ts";

/** Where a browser looks at the API, which it cannot send a token to: what follows is a path of the API. */
export const VIEW_PREFIX = "/local/view";

/**
 * The request to the API that a GET below `VIEW_PREFIX` stands for, with a viewer's token; undefined for every other
 * request. It exists on the laptop only.
 */
export function viewedRequest(request: HttpRequest, viewerToken: () => string): HttpRequest | undefined {
  if (request.method !== "GET" || !request.path.startsWith(`${VIEW_PREFIX}/`)) return undefined;
  return {
    ...request,
    path: request.path.slice(VIEW_PREFIX.length),
    headers: { ...request.headers, authorization: `Bearer ${viewerToken()}` },
  };
}
