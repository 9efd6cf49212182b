import * as z from "zod";
import { BadRequest, parseInput, sendJson } from "../http.ts";
import { merchantChangeSchema, ownersView, type SimMerchant } from "../pay/merchants.ts";
import { orderSchema, paymentNews, refundSchema } from "../pay/orders.ts";
import type { SimPay } from "../pay/pay.ts";
import { type ControlCall, type ControlRoutes, jsonOf } from "./call.ts";

const tellSchema = z.strictObject({
  /** How often the notification goes out, all at once. */
  atOnce: z.int().min(1).max(100).default(1),
});

/** People pay orders and get their money back; merchants have keys at WeChat Pay. */
export function payRoutes(pay: SimPay, clock: { now(): number }): ControlRoutes {
  const merchantOf = (mchId: string): SimMerchant => {
    const merchant = pay.merchants.get(mchId, clock.now());
    if (!merchant) throw new BadRequest(`WeChat Pay knows no merchant ${mchId}`, 404);
    return merchant;
  };
  return { ...orderRoutes(pay, clock, merchantOf), ...merchantRoutes(pay, clock, merchantOf) };
}

type MerchantOf = (mchId: string) => SimMerchant;

function orderRoutes(
  { orders, notices, paid }: SimPay,
  clock: { now(): number },
  merchantOf: MerchantOf,
): ControlRoutes {
  const viewOf = (outTradeNo: string) => ({
    ...orders.get(outTradeNo),
    notices: notices.of(outTradeNo).map(({ resource: _secret, ...notice }) => notice),
  });

  /** The same news several times at once, with the outcome of the first. */
  async function repeat({ id, response, ...call }: ControlCall): Promise<void> {
    const { atOnce } = parseInput(tellSchema, await jsonOf({ id, response, ...call }));
    const deliveries = await Promise.all(Array.from({ length: atOnce }, () => notices.repeat(id)));
    if (!deliveries[0]) throw new BadRequest(`no news of an order ${id}`, 404);
    sendJson(response, 200, { ...deliveries[0], statuses: deliveries.map((one) => one?.status) });
  }

  return {
    async "POST orders"(call) {
      const wanted = parseInput(orderSchema, await jsonOf(call));
      merchantOf(wanted.mchId);
      const order = orders.pay(wanted, clock.now());
      paid(order.appId, order.openid, clock.now());
      const delivery = await notices.tell(order.mchId, order.outTradeNo, paymentNews(order));
      sendJson(call.response, 200, { ...order, ...delivery });
    },
    "GET orders": ({ response }) =>
      sendJson(response, 200, { orders: orders.all().map(({ outTradeNo }) => viewOf(outTradeNo)) }),
    "GET orders/:id"({ response, id }) {
      if (!orders.get(id)) throw new BadRequest(`no order ${id}`, 404);
      sendJson(response, 200, viewOf(id));
    },
    async "POST orders/:id/:action"(call) {
      const { id, action, response } = call;
      if (action === "repeat") return repeat(call);
      if (action !== "refund") throw new BadRequest(`no action ${action}: one of refund, repeat`, 404);
      const news = orders.refund(id, parseInput(refundSchema, await jsonOf(call)), clock.now());
      const { mchId = "" } = orders.get(id) ?? {};
      sendJson(response, 200, { ...viewOf(id), ...(await notices.tell(mchId, id, news)) });
    },
  };
}

function merchantRoutes(pay: SimPay, clock: { now(): number }, merchantOf: MerchantOf): ControlRoutes {
  const { merchants } = pay;
  return {
    "GET merchants/:id": ({ response, id }) => sendJson(response, 200, ownersView(id, merchantOf(id))),
    async "PUT merchants/:id"(call) {
      merchantOf(call.id);
      const { publicKeyShare, probeEvery } = parseInput(merchantChangeSchema, await jsonOf(call));
      const change = {
        ...(publicKeyShare === undefined ? {} : { publicKeyShare }),
        ...(probeEvery === undefined ? {} : { probeEvery }),
      };
      merchants.change(call.id, change, clock.now());
      sendJson(call.response, 200, ownersView(call.id, merchantOf(call.id)));
    },
    async "POST merchants/:id/:action"({ response, id, action }) {
      merchantOf(id);
      if (action === "probe") return sendJson(response, 200, { status: await pay.probe(id) });
      if (action !== "renew") throw new BadRequest(`no action ${action}: one of probe, renew`, 404);
      merchants.renew(id, clock.now());
      sendJson(response, 200, ownersView(id, merchantOf(id)));
    },
  };
}
