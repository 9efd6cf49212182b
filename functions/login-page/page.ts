import { isLive, type Login } from "../../shared/logins/domain/login.ts";
import { qrPicture } from "../../shared/logins/domain/qr-picture.ts";

/** Seconds after which the page loads again to show how far the login is. */
const REFRESH = 5;

const STYLE =
  "body{font:18px/1.6 sans-serif;text-align:center;margin:2rem auto;max-width:26rem;padding:0 1rem;color:#222;background:#fff}" +
  "img{width:100%;max-width:20rem;image-rendering:pixelated}";

/** The page with a login's code for the person with the phone. It reloads while the login lasts. `now` in epoch ms. */
export function loginHtml(login: Login, now: number): string {
  if (login.ended === "logged-in") return document(login.name, "<p>登录成功，可以关闭本页。</p>");
  if (login.ended) return document(login.name, `<p>${escaped(login.ended.message)}</p>`);
  if (!isLive(login, now)) return document(login.name, "<p>本次登录已过期：请重新发起登录。</p>");
  const left = `<p>剩余 ${Math.ceil((login.expiresAt - now) / 1000)} 秒</p>`;
  return document(login.name, `${step(login)}${left}`, REFRESH);
}

/** The page for a link that is wrong or has expired. */
export function unknownLoginHtml(): string {
  return document("微信登录", "<p>链接无效或已过期：请重新发起登录，使用新的链接。</p>");
}

function step({ method, scanned, verifyUrl, qrData, qrPicture: given }: Login): string {
  if (verifyUrl !== undefined) {
    return `<p>新设备验证：请用该账号的手机微信扫描下面的二维码，并按提示完成验证。</p>${picture(qrPicture(verifyUrl))}`;
  }
  if (method === "tap")
    return "<p>请在该账号的手机微信上点击确认登录。若手机显示验证码，请把数字交给运营人员提交。</p>";
  if (scanned) return "<p>已扫码：请在手机上确认登录。若手机显示验证码，请把数字交给运营人员提交。</p>";
  const code = given ?? (qrData === undefined ? undefined : qrPicture(qrData));
  return `<p>请用该账号的手机微信扫描二维码登录。</p>${code === undefined ? "" : picture(code)}`;
}

function picture(source: string): string {
  return `<p><img alt="二维码" src="${escaped(source)}"></p>`;
}

function document(title: string, body: string, refresh?: number): string {
  const again = refresh === undefined ? "" : `<meta http-equiv="refresh" content="${refresh}">`;
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex,nofollow">${again}<title>微信登录</title><style>${STYLE}</style></head><body><h1>${escaped(title)}</h1>${body}</body></html>`;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? "");
}
