import { randomUUID } from "node:crypto";
import { newAppId } from "../../ids.ts";
import { postJson } from "../../post.ts";
import { type Behaviours, type Body, failed, ok, text, type Vendor } from "../endpoint.ts";
import type { SimAccount } from "../state/accounts.ts";

/** A code lives this long. */
const LOGIN_TTL_MS = 120_000;
const NO_DEVICE = "设备不存在";
const BANNED = "登录失败: 该账号已被封禁，请在手机微信查看详情";
const PIXEL =
  "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=";

type Device = SimAccount["device"];

function beginLogin(vendor: Vendor, account: SimAccount, device: Device, status: 0 | 1) {
  const login = { uuid: randomUUID(), type: device, status, expiresAt: vendor.clock.now() + LOGIN_TTL_MS };
  vendor.accounts.save({ ...account, login, device });
  return login;
}

async function getLoginQrCode(vendor: Vendor, body: Body) {
  const device = text(body, "type") === "mac" ? "mac" : "ipad";
  const appId = text(body, "appId");
  const account = appId === "" ? vendor.accounts.put(newAppId(), { tappable: false }) : vendor.accounts.get(appId);
  if (!account || account.removed) return failed(NO_DEVICE);
  if (account.online) return failed("账号已在线");
  const { uuid } = beginLogin(vendor, account, device, 0);
  const qrData = `http://weixin.qq.com/x/${uuid}`;
  return ok({ qrData, qrUrl: qrData, appId: account.appId, qrImgBase64: PIXEL, uuid });
}

function dialogLogin(vendor: Vendor, _body: Body, account: SimAccount) {
  if (account.online) return failed("账号已在线");
  if (account.banned) return failed(BANNED);
  if (!account.tappable) return failed("弹框登录失败: 请使用二维码登录");
  return ok({ appId: account.appId, uuid: beginLogin(vendor, account, account.device, 1).uuid });
}

function checkLogin(vendor: Vendor, body: Body, account: SimAccount) {
  const { login, wxid, nickName } = account;
  const left = login ? login.expiresAt - vendor.clock.now() : 0;
  if (!login || login.uuid !== body.uuid || (login.status !== 2 && left <= 0)) return failed("二维码已过期");
  if (login.type === "ipad" && body.autoSliding === true) return failed("参数错误: ipad 登录 autoSliding 应为 false");
  if (account.banned) return failed(BANNED);
  if (login.captcha !== undefined) {
    const given = text(body, "captchCode");
    if (given !== login.captcha) return failed(given === "" ? "请输入验证码" : "验证码错误，请重新输入");
    const { captcha: _passed, ...rest } = login;
    vendor.accounts.save({ ...account, login: rest });
  }
  return ok({
    uuid: login.uuid,
    headImgUrl: login.status === 0 ? null : "https://media.example.com/head.png",
    nickName: login.status === 0 ? null : nickName,
    expiredTime: Math.max(0, Math.floor(left / 1000)),
    status: login.status,
    url: login.verifyUrl ?? null,
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
  "/login/dialogLogin": { account: "known", answer: dialogLogin },
  "/login/logout": {
    account: "known",
    answer(vendor, _body, { login: _over, ...account }) {
      vendor.accounts.save({ ...account, online: false });
      return account.online ? ok() : failed("已离线", -1);
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
