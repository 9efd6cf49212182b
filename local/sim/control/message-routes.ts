import * as z from "zod";
import { parseInput, sendJson } from "../http.ts";
import { deliver } from "../wechat-api/callbacks/deliver.ts";
import { messageCallback, messageSchema } from "../wechat-api/callbacks/message.ts";
import type { Vendor } from "../wechat-api/endpoint.ts";
import { type OfficialCallbacks, officialMessageSchema } from "../weixin/callbacks.ts";
import { weixinAccount } from "../weixin/credentials.ts";
import { type ControlRoutes, demandAccount, jsonOf } from "./call.ts";

/** Tells messages to accounts at WeChat's open platform from those to personal ones. */
const officialAppId = z.looseObject({ appId: z.string().refine((appId) => weixinAccount(appId) !== undefined) });

/** Delivers the messages of people. */
export function messageRoutes(vendor: Vendor, officials: OfficialCallbacks): ControlRoutes {
  return {
    async "POST messages"(call) {
      const { response } = call;
      const body = await jsonOf(call);
      if (officialAppId.safeParse(body).success) {
        return sendJson(response, 200, await officials.send(parseInput(officialMessageSchema, body)));
      }
      const message = parseInput(messageSchema, body);
      const account = demandAccount(vendor, message.appId);
      const { newMsgId, body: callback } = messageCallback(account, message, vendor.clock.now());
      const deliveries = Array.from({ length: message.repeat }, () => deliver(vendor, account, callback));
      const [first] = await Promise.all(deliveries);
      sendJson(response, 200, { newMsgId, ...first });
    },
  };
}
