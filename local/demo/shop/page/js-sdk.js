import { act, ask } from "./ask.js";
import { show } from "./show.js";

/** The signed page, as WeChat's client knows its address. */
const address = () => location.href.split("#")[0];

/** Signs this page and lets the client check it; where the ticket is refused, the page says so and is signed again. */
export async function sign({ platformUrl, appId }) {
  const first = await attempt(platformUrl, appId);
  if (first.errMsg !== "config:invalid signature") return tell(first, 1);
  tell(await attempt(platformUrl, appId, first.signed.ticketId), 2);
}

async function attempt(platformUrl, appId, refused) {
  const query = new URLSearchParams({ url: address(), ...(refused === undefined ? {} : { refused }) });
  const signed = await ask(`${platformUrl}/jssdk/${appId}/signature?${query}`);
  const { timestamp, nonceStr, signature } = signed;
  const { errMsg } = await act("config", { url: address(), timestamp, nonceStr, signature });
  return { signed, errMsg };
}

/** What to say by whether the client accepts, and after how many signatures. */
const WORDS = {
  true: ["客户端接受了签名", "ticket 已失效，换新之后客户端接受了签名"],
  false: ["客户端拒绝了签名", "客户端拒绝了签名：ticket 又失效了，平台每 15 分钟最多提前换一次"],
};

function tell({ signed, errMsg }, times) {
  const good = errMsg === "config:ok";
  const { timestamp, nonceStr, signature, ticketId } = signed;
  const pairs = { errMsg, signature, nonceStr, timestamp, ticketId };
  show("js-sdk", WORDS[good][times - 1], good ? "good" : "bad", pairs);
}

export async function endTicket() {
  await act("end-ticket", {});
  show("js-sdk", "ticket 已失效；再签名时，平台会换新的", "");
}
