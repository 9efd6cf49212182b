import { randomUUID } from "node:crypto";
import { createHandler } from "../../functions/pay-callback/handler.ts";
import { createOpenNotification } from "../../shared/adapters/wechat-pay/notification/open.ts";
import { inboundMessageSchema } from "../../shared/messages/domain/inbound-message.ts";
import { createMemoryPayNews } from "../../shared/pay/adapters/memory-news.ts";
import { createTakeNotification } from "../../shared/pay/application/take-notification.ts";
import { keptNotificationSchema } from "../../shared/pay/domain/kept-notification.ts";
import { anAccount } from "../../test/support/builders.ts";
import { aLambdaContext, anHttpEvent } from "../../test/support/lambda-events.ts";
import { silent } from "../silent.ts";
import { FUZZ_MERCHANT, type PayFuzz } from "./requests.ts";

/** What was told so far. */
export type Told = { events: number; messages: number };

/**
 * The function `pay-callback` for one merchant, over ports in memory. What it keeps and tells is read as others read it;
 * that throws where they would refuse it.
 */
export function payReceiver(now: number) {
  const { mchId, apiV3Key, serial, publicKey, appId } = FUZZ_MERCHANT;
  const keys = { mchId, apiV3Key, verifiers: [{ serial, publicKey }] };
  const clock = { now: () => now, sleep: async () => undefined };
  const news = createMemoryPayNews();
  const told: Told = { events: 0, messages: 0 };
  const handler = createHandler({
    ...silent,
    flush: () => undefined,
    open: createOpenNotification({
      keysOf: { of: async (asked) => (asked === mchId ? keys : undefined), forget: () => undefined },
      clock,
    }),
    take: createTakeNotification({
      ...silent,
      news: {
        ...news,
        claim: (one, ...rest) => news.claim(keptNotificationSchema.parse(JSON.parse(JSON.stringify(one))), ...rest),
      },
      accounts: { get: async (asked) => (asked === appId ? anAccount({ appId, channel: "official" }) : undefined) },
      inbound: {
        async receive(message) {
          inboundMessageSchema.parse(JSON.parse(JSON.stringify(message)));
          told.messages += 1;
        },
      },
      events: {
        async publish(events) {
          JSON.stringify(events);
          told.events += events.length;
        },
      },
      clock,
      newId: randomUUID,
    }),
  });
  return {
    told,
    /** The answer's status, and the milliseconds of CPU that it took. */
    async receive({ mchId: asked, headers, body, isBase64Encoded }: PayFuzz) {
      const event = anHttpEvent("POST", "/callbacks/wechat-pay/{mchId}", { params: { mchId: asked }, body });
      const before = process.cpuUsage();
      const answer = await handler({ ...event, headers, isBase64Encoded }, aLambdaContext());
      const { user, system } = process.cpuUsage(before);
      return { status: answer.statusCode ?? 0, ms: (user + system) / 1000, body: answer.body ?? "" };
    },
  };
}
