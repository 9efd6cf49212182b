import type { IncomingMessage, ServerResponse } from "node:http";
import type { DatabaseSync } from "node:sqlite";
import type { LocalClock } from "../clock.ts";
import { type CallLog, createCallLog, recordCall } from "./call-log.ts";
import { CONTROL_PREFIX, createControl } from "./control/control.ts";
import { createFaults } from "./faults/faults.ts";
import { createLlm, LLM_PREFIX } from "./llm/model.ts";
import { PAY_PREFIX } from "./pay/api.ts";
import { createPay } from "./pay/pay.ts";
import { createRobots, ROBOTS_PREFIX } from "./robots/robots.ts";
import { createWebhooks, WEBHOOKS_PREFIX } from "./webhooks.ts";
import { API_PREFIX, createWechatApi } from "./wechat-api/api.ts";
import { answerMedia, MEDIA_PREFIX } from "./wechat-api/media.ts";
import { createVendor, type VendorOptions } from "./wechat-api/vendor.ts";
import { createWeixinApi } from "./weixin/api.ts";
import { createOfficialCallbacks, type OfficialCallbacks } from "./weixin/callbacks.ts";
import { createPlatformCallbacks } from "./weixin/component/callbacks.ts";
import { OAUTH_SITE_PREFIX } from "./weixin/oauth/site.ts";
import { FAULT_LINE } from "./weixin/passive-reply.ts";
import { WEIXIN_PREFIX } from "./weixin/request.ts";

/** By what path the log of calls names what the answer to a callback showed a person. */
const SHOWN_IN_ANSWER = "/callback-answer";

export type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Everything that the simulator plays, by where it begins on the host. */
export type Vendors = {
  readonly answers: Readonly<Record<string, Answer>>;
  /** Ends the deliveries; what the vendors owe stays in the database. */
  stop(): void;
};

export type VendorsOptions = VendorOptions & {
  db: DatabaseSync;
  clock: Pick<LocalClock, "now" | "onAdvance">;
  /** The gateway token that calls must carry. */
  token?: string;
  /** Where messages of Official Accounts go, without the appId. */
  officialUrl?: string;
  /** Where events of the third-party platform go; messages of the accounts that are given to it go below. */
  componentUrl?: string;
  /** Where notifications of WeChat Pay go, without the merchant's id. */
  payUrl?: string;
  /** Milliseconds from one try to deliver a message of an Official Account to the next. */
  officialPause?: number;
};

export function createVendors(options: VendorsOptions): Vendors {
  const { db, clock } = options;
  const faults = createFaults();
  const log = createCallLog(db);
  const vendor = createVendor(options);
  const robots = createRobots({ db, clock, faults });
  const webhooks = createWebhooks({ db, clock, faults });
  const pause = options.officialPause === undefined ? {} : { pause: options.officialPause };
  const platformEvents = createPlatformCallbacks({ clock, url: options.componentUrl, ...pause });
  const weixin = createWeixinApi({
    db,
    clock,
    log,
    faults,
    tell: (...event) => officials.tell(...event),
    tellPlatform: platformEvents.tell,
  });
  const pay = createPay({ db, clock, log, faults, url: options.payUrl, paid: weixin.users.paid });
  const officials: OfficialCallbacks = createOfficialCallbacks({
    clock,
    url: options.officialUrl,
    componentUrl: options.componentUrl,
    isGiven: (appId) => weixin.platforms.platformOf(appId) !== undefined,
    acted: weixin.users.acted,
    shown: logShown(log),
    ...pause,
  });
  return {
    answers: {
      [API_PREFIX]: createWechatApi({ vendor, log, faults, token: options.token ?? "local-token" }),
      [ROBOTS_PREFIX]: robots.answer,
      [WEBHOOKS_PREFIX]: webhooks.answer,
      [MEDIA_PREFIX]: answerMedia,
      [LLM_PREFIX]: createLlm({ clock, log, faults }),
      [OAUTH_SITE_PREFIX]: weixin.site,
      [WEIXIN_PREFIX]: weixin.answer,
      [PAY_PREFIX]: pay.answer,
      [CONTROL_PREFIX]: createControl({
        vendor,
        officials,
        weixin,
        platformEvents,
        pay,
        clock,
        log,
        faults,
        robots,
        webhooks,
      }),
    },
    stop() {
      for (const one of [vendor.callbacks, officials, platformEvents, pay]) one.stop();
    },
  };
}

/** Logs what the answer to a callback showed a person, as a call. */
function logShown(log: CallLog): Parameters<typeof createOfficialCallbacks>[0]["shown"] {
  return (appId, openid, what, at) => {
    const isFault = what === "fault";
    const body = JSON.stringify({ touser: openid, ...(isFault ? { kind: "fault", text: FAULT_LINE } : what) });
    const call = { at, path: SHOWN_IN_ANSWER, appId, body, ret: isFault ? -1 : 0, fault: null, executed: !isFault };
    recordCall(log, call).catch((error: unknown) => console.error("the simulator failed to log an answer", error));
  };
}
