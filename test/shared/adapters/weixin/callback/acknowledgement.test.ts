import { expect, it } from "vitest";
import { acknowledgementOf } from "../../../../../shared/adapters/weixin/callback/acknowledgement.ts";
import { fieldsOf } from "../../../../../shared/adapters/weixin/callback/fields.ts";

const inXml = (event: string) => `<xml><MsgType>event</MsgType><Event>${event}</Event></xml>`;
const inJson = (event: string) => JSON.stringify({ MsgType: "event", Event: event });

it.each([
  "xpay_goods_deliver_notify",
  "xpay_coin_pay_notify",
  "xpay_refund_notify",
  "xpay_complaint_notify",
  "XPAY_GOODS_DELIVER_NOTIFY",
  "minigame_deliver_game_item",
  "minigame_coin_deliver_completed",
  "minigame_game_pay_goods_deliver_notify",
])("WeChat reads a result in JSON for %s, whether it comes in XML or JSON", (event) => {
  for (const body of [inXml(event), inJson(event)]) {
    expect(acknowledgementOf(fieldsOf(body))).toEqual({ ErrCode: 0, ErrMsg: "success" });
  }
});

it.each([
  "channels_ec_order_pay",
  "channels_ec_order_deliver",
  "channels_ec_withdraw_notify",
  "open_product_order_pay",
  "trade_manage_order_settlement",
  "user_enter_tempsession",
  "subscribe",
  "not_xpay_goods_deliver_notify",
  "",
])("WeChat reads success for '%s'", (event) => {
  for (const body of [inXml(event), inJson(event)]) expect(acknowledgementOf(fieldsOf(body))).toBe("success");
});

it("WeChat reads success for a message, whatever it says", () => {
  expect(acknowledgementOf(fieldsOf("<xml><MsgType>text</MsgType><Content>xpay_goods</Content></xml>"))).toBe(
    "success",
  );
});
