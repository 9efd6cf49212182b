import { ask } from "./ask.js";
import { allow, show, timeOf } from "./show.js";

/** The parameter of this page's address with which the platform leads people back. */
const CODE = "session_code";
/** Stands in that address and in the tab that began: no link of a stranger signs this tab in as somebody else. */
const NONCE = "nonce";
/** Where the page keeps its token: as long as its tab is open, and out of addresses. */
const TOKEN = "token";

/** Browsers carry the end of WeChat's address through redirects. */
const LEFT_BY_WECHAT = "#wechat_redirect";

let present;

/** Leads the person to WeChat, and back here. */
export function signIn({ platformUrl, appId }, { scope }) {
  const nonce = crypto.randomUUID();
  sessionStorage.setItem(NONCE, nonce);
  const query = new URLSearchParams({ redirect: `${location.origin}/?${NONCE}=${nonce}`, scope });
  location.assign(`${platformUrl}/oauth/${appId}/start?${query}`);
}

/** Takes a session for the code in the page's address, and shows whose session there is. */
export async function arrive(settings) {
  try {
    await exchange(settings);
    if (sessionStorage.getItem(TOKEN) === null) return show("session", "还没有登录", "");
    const session = await ask(`${accountOf(settings)}/session`, { headers: bearer() });
    const { openid, unionid, way, expiresAt } = session;
    present = openid;
    show("session", "已登录", "good", { openid, unionid, 方式: way, 有效期至: timeOf(expiresAt) });
    allow("sign-out", true);
  } catch (error) {
    if (error.status !== 401) throw error;
    forget();
    show("session", "会话已结束，请重新登录", "bad");
  }
}

/** A code serves once: it leaves the address before it is used, and so does what the way over WeChat has left there. */
async function exchange(settings) {
  const url = new URL(location.href);
  const code = url.searchParams.get(CODE);
  if (code === null) return;
  const nonce = sessionStorage.getItem(NONCE);
  const isOwn = nonce !== null && url.searchParams.get(NONCE) === nonce;
  sessionStorage.removeItem(NONCE);
  url.searchParams.delete(CODE);
  if (url.hash === LEFT_BY_WECHAT) url.hash = "";
  url.searchParams.delete(NONCE);
  history.replaceState(null, "", url);
  if (!isOwn) return;
  const init = { method: "POST", body: JSON.stringify({ code }), headers: { "content-type": "application/json" } };
  const { token } = await ask(`${accountOf(settings)}/token`, init);
  sessionStorage.setItem(TOKEN, token);
}

export async function signOut(settings) {
  await ask(`${accountOf(settings)}/session`, { method: "DELETE", headers: bearer() });
  forget();
  show("session", "已退出登录", "");
}

const accountOf = ({ platformUrl, appId }) => `${platformUrl}/oauth/${appId}`;
const bearer = () => ({ authorization: `Bearer ${sessionStorage.getItem(TOKEN)}` });

/** The openid of who is signed in; undefined without a session. */
export function openidNow() {
  return present;
}

function forget() {
  present = undefined;
  sessionStorage.removeItem(TOKEN);
  allow("sign-out", false);
}
