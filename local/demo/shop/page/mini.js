import { act } from "./ask.js";
import { allow, show, timeOf } from "./show.js";

let token = "";

const person = () => ({ openid: document.getElementById("mini-openid").value });
const asPerson = () => ({ authorization: `Bearer ${token}` });

/** `wx.login`, and the session for its code. */
export async function logIn() {
  const { code } = await act("login", person());
  const session = await act("request/login", { code });
  token = session.token;
  for (const one of ["mini-phone", "mini-data"]) allow(one, true);
  show("mini", "已登录小程序", "good", { 会话: `${token.slice(0, 24)}…`, 有效期至: timeOf(session.expiresAt) });
}

/** The button of a phone number: its code, and the number for it. */
export async function phone() {
  const { code } = await act("phone-code", person());
  const { phoneNumber, countryCode } = await act("request/phone", { code }, asPerson());
  show("mini", "取得了手机号", "good", { 手机号: phoneNumber, 区号: countryCode });
}

/** The person's profile, encrypted by the client. */
export async function data() {
  const sealed = await act("data", person());
  const { openId, nickName, unionId } = await act("request/data", sealed, asPerson());
  const sealedText = `${sealed.encryptedData.slice(0, 24)}…`;
  show("mini", "平台解密了资料", "good", { 密文: sealedText, openId, nickName, unionId });
}
