import { type Fields, textIn } from "./fields.ts";

/**
 * Events that WeChat repeats until it reads a result in JSON: deliveries of goods that were bought with virtual payment
 * (`xpay_…`) and in mini games. Events of shops (`channels_ec_…`, `open_product_…`) want `success`, as all other messages,
 * to which JSON would be an error that the person sees.
 * https://developers.weixin.qq.com/miniprogram/dev/platform-capabilities/industry/virtual-payment.html
 * https://developers.weixin.qq.com/doc/store/API/order/callback/channels_ec_order_deliver.html
 */
const IN_JSON = /^(?:xpay_|minigame_[a-z0-9_]*(?:deliver|notify|award))/i;

const DONE = { ErrCode: 0, ErrMsg: "success" } as const;

/** What tells WeChat that a message is safe: a text, or an object that is answered as JSON. */
export function acknowledgementOf(fields: Fields): string | typeof DONE {
  return IN_JSON.test(textIn(fields, "Event")) ? DONE : "success";
}
