import { randomUUID } from "node:crypto";
import type { SimAccount } from "./accounts.ts";
import { type Behaviours, type Body, failed, ok, text, type Vendor } from "./endpoint.ts";
import { newAppId } from "./ids.ts";
import { postJson } from "./post.ts";

/** A code lives this long. */
const LOGIN_TTL_MS = 120_000;
const PIXEL =
  "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=";

function beginLogin(vendor: Vendor, account: SimAccount, type: "ipad" | "mac", status: 0 | 1) {
  const login = { uuid: randomUUID(), type, status, expiresAt: vendor.clock.now() + LOGIN_TTL_MS };
  vendor.accounts.save({ ...account, login });
  return login;
}

async function getLoginQrCode(vendor: Vendor, body: Body) {
  const type = text(body, "type") === "mac" ? "mac" : "ipad";
  const appId = text(body, "appId");
  const account = appId === "" ? vendor.accounts.put(newAppId(), {}) : vendor.accounts.get(appId);
  if (!account) return failed("设备不存在");
  if (account.online) return failed("账号已在线");
  const { uuid } = beginLogin(vendor, account, type, 0);
  const qrData = `http://weixin.qq.com/x/${uuid}`;
  return ok({ qrData, qrUrl: qrData, appId: account.appId, qrImgBase64: PIXEL, uuid });
}

function checkLogin(vendor: Vendor, body: Body, account: SimAccount) {
  const { login } = account;
  const left = login ? login.expiresAt - vendor.clock.now() : 0;
  if (!login || login.uuid !== body.uuid || (login.status !== 2 && left <= 0)) return failed("二维码已过期");
  if (login.type === "ipad" && body.autoSliding === true) return failed("参数错误: ipad 登录 autoSliding 应为 false");
  const { wxid, nickName } = account;
  return ok({
    uuid: login.uuid,
    headImgUrl: login.status === 0 ? null : "https://media.example.com/head.png",
    nickName: login.status === 0 ? null : nickName,
    expiredTime: Math.max(0, Math.floor(left / 1000)),
    status: login.status,
    loginInfo: login.status === 2 ? { uin: 1_000_000_000, wxid, nickName, mobile: "", alias: wxid } : null,
  });
}

async function setCallback(vendor: Vendor, body: Body) {
  const url = text(body, "callbackUrl");
  const probe = JSON.stringify({ testMsg: "回调地址链接成功！", token: text(body, "token") });
  if ((await postJson(url, probe, 3_000)) !== 200) return failed("push msg err");
  vendor.settings.setCallbackUrl(url);
  return ok();
}

/** Logging in and out, and what the vendor thinks of an account's connection. */
export const loginBehaviours: Behaviours = {
  "/login/getLoginQrCode": { account: "none", answer: getLoginQrCode },
  "/login/checkLogin": { account: "known", answer: checkLogin },
  "/login/dialogLogin": {
    account: "known",
    answer: (vendor, _body, account) => ok({ appId: account.appId, uuid: beginLogin(vendor, account, "ipad", 1).uuid }),
  },
  "/login/logout": {
    account: "known",
    answer(vendor, _body, account) {
      vendor.accounts.put(account.appId, { online: false });
      return ok();
    },
  },
  "/login/checkOnline": { account: "known", answer: (_vendor, _body, account) => ok(account.online) },
  "/login/reconnection": {
    account: "known",
    answer: (_vendor, _body, account) => ok(account.online && !account.banned),
  },
  "/login/setProxy": { account: "known", answer: () => ok() },
  "/login/setCallback": { account: "none", answer: setCallback },
};
