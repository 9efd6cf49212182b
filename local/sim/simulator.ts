import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { LocalClock } from "../clock.ts";
import { createCallLog } from "./call-log.ts";
import { createControl } from "./control/control.ts";
import { openSimDatabase } from "./database.ts";
import { createFaults } from "./faults/faults.ts";
import { BadRequest, sendJson } from "./http.ts";
import { createLlm, LLM_PREFIX } from "./llm/model.ts";
import { createRobots, ROBOTS_PREFIX } from "./robots/robots.ts";
import { createWebhooks, WEBHOOKS_PREFIX } from "./webhooks.ts";
import { API_PREFIX, createWechatApi } from "./wechat-api/api.ts";
import { createCallbackQueue } from "./wechat-api/callbacks/queue.ts";
import type { Vendor } from "./wechat-api/endpoint.ts";
import { answerMedia, MEDIA_PREFIX } from "./wechat-api/media.ts";
import { createAccounts } from "./wechat-api/state/accounts.ts";
import { createGroups } from "./wechat-api/state/groups.ts";
import { createLabels } from "./wechat-api/state/labels.ts";
import { createOutbox } from "./wechat-api/state/outbox.ts";
import { createPeople } from "./wechat-api/state/people.ts";
import { createSettings } from "./wechat-api/state/settings.ts";
import { createWeixinApi, WEIXIN_PREFIX } from "./weixin/api.ts";
import { createOfficialCallbacks } from "./weixin/callbacks.ts";

export type Simulator = { url: string; port: number; close(): Promise<void> };

const LOOPBACK = /^(?:https?:\/\/)?(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i;

/**
 * Starts the simulated vendors on 127.0.0.1: WechatApi under `/wechatapi/finder/v2/api`, its files under `/media`, group
 * robots under `/robots`, receivers of webhooks under `/webhooks`, an OpenAI-compatible language model under `/llm/v1`,
 * WeChat's open platform under `/weixin`, their strings under `/sim`.
 */
export async function startSimulator(options: {
  /** 0 picks a free one. */
  port: number;
  dataDir: string;
  clock: Pick<LocalClock, "now">;
  /** Where callbacks go until `setCallback` names another URL. */
  callbackUrl?: string;
  /** Where messages of Official Accounts go, without the appId. */
  officialUrl?: string;
  /** The gateway token that calls must carry. */
  token?: string;
  /** Milliseconds before a callback's next attempt, given how many have failed. */
  callbackPause?: (attempts: number) => number;
  /** Milliseconds from one try to deliver a message of an Official Account to the next. */
  officialPause?: number;
}): Promise<Simulator> {
  const db = openSimDatabase(options.dataDir);
  const settings = createSettings(db, options.callbackUrl);
  const queueOptions = { db, url: settings.callbackUrl };
  const callbacks = createCallbackQueue(
    options.callbackPause ? { ...queueOptions, pause: options.callbackPause } : queueOptions,
  );
  let origin = "";
  const vendor: Vendor = {
    clock: options.clock,
    accounts: createAccounts(db),
    people: createPeople(db),
    groups: createGroups(db),
    labels: createLabels(db),
    callbacks,
    outbox: createOutbox(db),
    settings,
    origin: () => origin,
  };
  const faults = createFaults();
  const log = createCallLog(db);
  const api = createWechatApi({ vendor, log, faults, token: options.token ?? "local-token" });
  const robots = createRobots({ db, clock: options.clock, faults });
  const llm = createLlm({ clock: options.clock, log, faults });
  const webhooks = createWebhooks({ db, clock: options.clock, faults });
  const weixin = createWeixinApi({ db, clock: options.clock, log, faults });
  const officials = createOfficialCallbacks({
    clock: options.clock,
    url: options.officialUrl,
    acted: weixin.users.acted,
    ...(options.officialPause === undefined ? {} : { pause: options.officialPause }),
  });
  const control = createControl({ vendor, officials, log, faults, robots, webhooks });

  const answerTo = (url: string) => {
    if (url.startsWith(API_PREFIX)) return api;
    if (url.startsWith(ROBOTS_PREFIX)) return robots.answer;
    if (url.startsWith(WEBHOOKS_PREFIX)) return webhooks.answer;
    if (url.startsWith(MEDIA_PREFIX)) return answerMedia;
    if (url.startsWith(LLM_PREFIX)) return llm;
    if (url.startsWith(WEIXIN_PREFIX)) return weixin.answer;
    return url.startsWith("/sim/") ? control : notFound;
  };

  const server = createServer((request, response) => {
    const { host, origin } = request.headers;
    if (!LOOPBACK.test(host ?? "") || (origin !== undefined && !LOOPBACK.test(origin))) {
      return sendJson(response, 403, { error: "only loopback hosts and origins" });
    }
    answerTo(request.url ?? "/")(request, response).catch((error: unknown) => {
      if (!(error instanceof BadRequest)) console.error("the simulator failed", error);
      const status = error instanceof BadRequest ? error.status : 500;
      sendJson(response, status, { error: error instanceof Error ? error.message : String(error) });
    });
  });
  server.keepAliveTimeout = 120_000;
  server.headersTimeout = 130_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  origin = `http://127.0.0.1:${port}`;
  return {
    port,
    url: origin,
    async close() {
      callbacks.stop();
      officials.stop();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await new Promise(setImmediate);
      db.close();
    },
  };
}

async function notFound(): Promise<never> {
  throw new BadRequest(
    "no such route: the API is under /wechatapi/finder/v2/api, robots under /robots, receivers under /webhooks, a language model under /llm/v1, WeChat's open platform under /weixin, the controls under /sim",
    404,
  );
}
