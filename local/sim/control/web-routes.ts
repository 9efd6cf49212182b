import * as z from "zod";
import { BadRequest, parseInput, sendJson } from "../http.ts";
import { PLATFORM } from "../weixin/component/credentials.ts";
import { changeWebSettings, isOfDomain, webSettingsChangeSchema, webSettingsOf } from "../weixin/oauth/settings.ts";
import { changePerson, personChangeSchema } from "../weixin/people.ts";
import type { Shelves } from "../weixin/state/shelves.ts";
import type { SimTickets } from "../weixin/tickets.ts";
import { type ControlRoutes, demandWeixinAccount, jsonOf } from "./call.ts";

export type WebParts = { readonly shelves: Shelves; readonly tickets: SimTickets };

/** What a page gives to `wx.config`. `url`: the address that the client shows. */
const configSchema = z.strictObject({
  url: z.url({ protocol: /^https?$/ }),
  timestamp: z.union([z.int(), z.string()]).transform(String),
  nonceStr: z.string(),
  signature: z.string(),
});

/** Pages of accounts as WeChat's client shows them, and people who look at them. */
export function webRoutes({ shelves, tickets }: WebParts, clock: { now(): number }): ControlRoutes {
  /** What the client tells a page of its `wx.config`. */
  function config(appId: string, page: z.output<typeof configSchema>): { readonly errMsg: string } {
    const { jsDomain } = webSettingsOf(shelves, appId);
    if (!isOfDomain(new URL(page.url), jsDomain)) return { errMsg: "config:invalid url domain" };
    return { errMsg: tickets.hasSigned(appId, page, clock.now()) ? "config:ok" : "config:invalid signature" };
  }

  return {
    async "PUT web/:id"(call) {
      if (call.id !== PLATFORM.componentAppId) demandWeixinAccount(call.id);
      const change = parseInput(webSettingsChangeSchema, await jsonOf(call));
      sendJson(call.response, 200, changeWebSettings(shelves, call.id, change));
    },
    async "PUT weixin-people/:id"(call) {
      sendJson(call.response, 200, changePerson(shelves, call.id, parseInput(personChangeSchema, await jsonOf(call))));
    },
    async "POST js-sdk/:id/:action"(call) {
      const { id, action, response } = call;
      demandWeixinAccount(id);
      if (action === "config") return sendJson(response, 200, config(id, parseInput(configSchema, await jsonOf(call))));
      if (action !== "end-ticket") throw new BadRequest(`no action ${action}: one of config, end-ticket`, 404);
      tickets.end(id, "jsapi");
      sendJson(response, 200, {});
    },
  };
}
