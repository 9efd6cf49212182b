import * as z from "zod";
import { BadRequest, parseInput, sendJson } from "../http.ts";
import { type PlatformCallbacks, TICKET } from "../weixin/component/callbacks.ts";
import { PLATFORM } from "../weixin/component/credentials.ts";
import type { SimPlatformTokens } from "../weixin/component/tokens.ts";
import { weixinAccount } from "../weixin/credentials.ts";
import { type ControlRoutes, jsonOf } from "./call.ts";

const { componentAppId } = PLATFORM;

const actSchema = z.strictObject({
  appId: z.string().refine((appId) => weixinAccount(appId) !== undefined, "no account at WeChat's open platform"),
  action: z.enum(["authorize", "withdraw"]),
  /** The code of the link by which the owner came: it is used up. */
  preAuthCode: z.string().optional(),
});
type Act = z.infer<typeof actSchema>;

/** What owners of accounts do with the third-party platform, and the tickets that it is pushed. */
export function authorizationRoutes(options: {
  platforms: SimPlatformTokens;
  platformEvents: PlatformCallbacks;
  clock: { now(): number };
}): ControlRoutes {
  const { platforms, platformEvents, clock } = options;

  async function authorize({ appId, preAuthCode = "" }: Act) {
    const now = clock.now();
    if (preAuthCode !== "" && !platforms.useCode(componentAppId, preAuthCode, now)) {
      throw new BadRequest("the link's code was used, is too old, or never was one", 409);
    }
    const isGiven = platforms.platformOf(appId) !== undefined;
    platforms.authorize(componentAppId, appId, now);
    const code = platforms.newCode(appId, now);
    const delivery = await platformEvents.send(isGiven ? "updateauthorized" : "authorized", {
      AuthorizerAppid: appId,
      AuthorizationCode: code.value,
      AuthorizationCodeExpiredTime: Math.floor(code.until / 1000),
      PreAuthCode: preAuthCode,
    });
    return { appId, authorizationCode: code.value, ...delivery };
  }

  async function withdraw({ appId }: Act) {
    if (platforms.platformOf(appId) === undefined) throw new BadRequest(`${appId} is given to no platform`, 409);
    platforms.withdraw(appId);
    return { appId, ...(await platformEvents.send("unauthorized", { AuthorizerAppid: appId })) };
  }

  return {
    async "POST authorizations"(call) {
      const act = parseInput(actSchema, await jsonOf(call));
      sendJson(call.response, 200, await (act.action === "authorize" ? authorize(act) : withdraw(act)));
    },
    async "POST tickets"({ response }) {
      const ComponentVerifyTicket = platforms.newTicket(componentAppId, clock.now());
      sendJson(response, 200, await platformEvents.send(TICKET, { ComponentVerifyTicket }));
    },
  };
}
