import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { createAuthorizedCall } from "../../../shared/adapters/weixin/call/authorized-call.ts";
import { failure, type WeixinCall } from "../../../shared/adapters/weixin/call-weixin.ts";
import { customerService } from "../../../shared/adapters/weixin/contract/modules/customer-service.ts";
import { createKeptTokens } from "../../../shared/official/application/kept-tokens.ts";
import type { TokenStore } from "../../../shared/official/application/ports/kept-tokens.ts";
import { keptTokenOf } from "../../../shared/official/domain/kept-token.ts";
import { NOON } from "../../support/builders.ts";
import { recordingObservability } from "../../support/recording-observability.ts";
import { onEveryStorage } from "./every-storage.ts";

const APP = "wx_a";
const CONTAINERS = 10;
const SENDS = 50;
const { send } = customerService;

/** WeChat, which takes the token that it gave last. `refuses`: the errcode for all others. */
function aWeChat(refuses: number) {
  const sent: string[] = [];
  const asked: boolean[] = [];
  let current = "none";
  return {
    sent,
    asked,
    async ask(_appId: string, force: boolean) {
      asked.push(force);
      await sleep(20);
      current = `79_next_${asked.length}`;
      return keptTokenOf("access", current, 7200, NOON);
    },
    async call({ path, query, ...content }: WeixinCall) {
      await sleep(2);
      if (query?.access_token !== current) {
        throw failure({ path, appId: APP }, "account-refused", "the token is over", { errcode: refuses });
      }
      if (content.method === "POST") sent.push(Object(content.body).touser);
      return { errcode: 0, errmsg: "ok" };
    },
  };
}

/** A container's own way to WeChat, over the store that all share. */
function aContainer(store: TokenStore, weChat: ReturnType<typeof aWeChat>) {
  const startedAt = performance.now();
  const clock = {
    now: () => NOON + Math.floor(performance.now() - startedAt),
    sleep: async (ms: number) => void (await sleep(ms)),
  };
  const tokens = createKeptTokens("access", { ...recordingObservability(), store, source: weChat, clock });
  const call = createAuthorizedCall({ call: weChat.call, tokens });
  return (touser: string) => {
    const body = { touser, msgtype: "text" as const, text: { content: "您好" } };
    return call({ appId: APP, endpoint: send, body, timeoutMs: () => 3000 });
  };
}

onEveryStorage(`${CONTAINERS * SENDS} sends at once with a token that is over`, (fresh) => {
  it.each([40001, 40014, 42001])("ask for one token (%d), and each goes out once", async (refuses) => {
    const { access: tokenStore } = (await fresh()).tokenStores;
    const held = await tokenStore.acquire(APP, NOON + 1000, NOON);
    await tokenStore.put(APP, held?.epoch ?? expect.fail(), keptTokenOf("access", "79_over", 7200, NOON));
    const weChat = aWeChat(refuses);
    const people = Array.from({ length: CONTAINERS * SENDS }, (_, at) => `openid-${at}`);
    const containers = Array.from({ length: CONTAINERS }, () => aContainer(tokenStore, weChat));
    await Promise.all(people.map((person, at) => containers[at % CONTAINERS]?.(person)));
    expect(weChat.asked).toEqual([false]);
    expect([...weChat.sent].sort()).toEqual([...people].sort());
  });
});
