import type { IncomingMessage, ServerResponse } from "node:http";
import type { CallLog } from "../call-log.ts";
import type { Faults } from "../faults/faults.ts";
import { BadRequest } from "../http.ts";
import type { SimPay } from "../pay/pay.ts";
import type { Robots } from "../robots/robots.ts";
import type { Webhooks } from "../webhooks.ts";
import type { Vendor } from "../wechat-api/endpoint.ts";
import type { OfficialCallbacks } from "../weixin/callbacks.ts";
import type { PlatformCallbacks } from "../weixin/component/callbacks.ts";
import type { SimPlatformTokens } from "../weixin/component/tokens.ts";
import { accountRoutes } from "./account-routes.ts";
import { authorizationRoutes } from "./authorization-routes.ts";
import type { ControlRoutes } from "./call.ts";
import { faultRoutes } from "./fault-routes.ts";
import { messageRoutes } from "./message-routes.ts";
import { miniProgramRoutes } from "./mini-program-routes.ts";
import { payRoutes } from "./pay-routes.ts";
import { receivedRoutes } from "./received-routes.ts";
import { type WebParts, webRoutes } from "./web-routes.ts";

/** Where the controls begin. */
export const CONTROL_PREFIX = "/sim/";

/** The `/sim/*` routes, by which a test or a person drives the simulated vendor. */
export function createControl(options: {
  vendor: Vendor;
  officials: OfficialCallbacks;
  weixin: WebParts & { readonly platforms: SimPlatformTokens };
  platformEvents: PlatformCallbacks;
  pay: SimPay;
  clock: { now(): number };
  log: CallLog;
  faults: Faults;
  robots: Robots;
  webhooks: Webhooks;
}) {
  const routes: ControlRoutes = {
    ...receivedRoutes(options),
    ...faultRoutes(options.faults),
    ...accountRoutes(options.vendor),
    ...messageRoutes(options.vendor, options.officials),
    ...authorizationRoutes({ ...options, platforms: options.weixin.platforms }),
    ...webRoutes(options.weixin, options.clock),
    ...miniProgramRoutes(options.weixin.shelves, options.clock),
    ...payRoutes(options.pay, options.clock),
  };

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    const [, , resource = "", id = "", action = ""] = pathname.split("/").map(decode);
    const form = [resource, id && ":id", action && ":action"].filter(Boolean).join("/");
    const route = `${request.method} ${form}`;
    const answer = Object.hasOwn(routes, route) ? routes[route] : undefined;
    if (!answer) throw new BadRequest(`no route ${request.method} ${pathname}`, 404);
    await answer({ request, response, query: searchParams, id, action });
  };
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    throw new BadRequest(`the path is not well-formed: ${error instanceof Error ? error.message : String(error)}`);
  }
}
