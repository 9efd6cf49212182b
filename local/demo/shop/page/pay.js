import { act } from "./ask.js";
import { openidNow } from "./session.js";
import { show, timeOf } from "./show.js";

/** Who pays where nobody is signed in. */
const STRANGER = "oDemoVisitor0000000000000001";
/** In fen. */
const TOTAL = 100;

/** Pays as the person who is signed in; WeChat Pay tells the platform. */
export async function pay({ appId }) {
  const order = { appId, openid: openidNow() ?? STRANGER, total: TOTAL };
  const { outTradeNo, transactionId, openid, paidAt, delivered, status } = await act("pay", order);
  const line = delivered ? "平台接受了支付通知" : "平台没有接受支付通知";
  const pairs = { 商户订单号: outTradeNo, 微信支付订单号: transactionId, openid, 时间: timeOf(paidAt), 应答: status };
  show("pay", line, delivered ? "good" : "bad", pairs);
}
