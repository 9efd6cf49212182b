import type { createHandler } from "../../../functions/oauth/handler.ts";
import { aLambdaContext, anHttpEvent } from "../../support/lambda-events.ts";

type Handler = ReturnType<typeof createHandler>;

/** A browser in front of the function: it keeps cookies, and follows nothing by itself. */
export function aBrowser(handler: Handler, appId = "wx_a") {
  const cookies = new Map<string, string>();

  async function open(route: "start" | "callback", query: Readonly<Record<string, string>>, of = appId) {
    const event = anHttpEvent("GET", `/oauth/{appId}/${route}`, { params: { appId: of } });
    const sent = [...cookies].map(([name, value]) => `${name}=${value}`);
    const answer = await handler({ ...event, queryStringParameters: query, cookies: sent }, aLambdaContext());
    const set = answer.cookies ?? [];
    for (const cookie of set) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      cookies.set(name, value);
    }
    const { statusCode: status = 0, headers = {}, body = "" } = answer;
    return { status, headers, body, set, location: String(headers.location ?? "") };
  }

  /** Opens an address that the function led to. */
  function follow(location: string) {
    const url = new URL(location);
    const [, of = "", route = ""] = /^\/oauth\/([^/]+)\/(start|callback)$/.exec(url.pathname) ?? [];
    return open(route === "start" ? "start" : "callback", Object.fromEntries(url.searchParams), of);
  }

  return { cookies, open, follow };
}
