import { describe, expect, it } from "vitest";
import type { Device } from "../../../../shared/accounts/domain/account.ts";
import { createCallbackTarget } from "../../../../shared/adapters/wechat-api/callback-target.ts";
import type { CallOptions } from "../../../../shared/adapters/wechat-api/client/call-endpoint.ts";
import { createLoginGateway } from "../../../../shared/adapters/wechat-api/login-gateway.ts";
import type { PostResult } from "../../../../shared/kernel/application/ports/http-post.ts";
import { newLogin } from "../../../../shared/logins/domain/login.ts";
import { NOON } from "../../../support/builders.ts";

const IPAD: Device = { type: "ipad", regionId: "320000" };
const MAC: Device = { type: "mac", regionId: "110000", proxyIp: "socks5://u:p@10.0.0.1:1080", ttuid: "tt" };

function setUp(answer: object | PostResult) {
  const posted: { path: string; body: unknown }[] = [];
  const calls: CallOptions = {
    credentials: async () => ({ baseUrl: "https://gateway.example.com/api", token: "the-token" }),
    postJson: async (url, _headers, body) => {
      posted.push({ path: url.pathname.replace("/api", ""), body: JSON.parse(body) });
      return "type" in answer ? answer : { type: "answer", status: 200, text: JSON.stringify(answer) };
    },
    timeoutMs: 1000,
  };
  return { gateway: createLoginGateway(calls), callbackTarget: createCallbackTarget(calls), posted };
}

const ok = (data?: object) => ({ ret: 200, msg: "操作成功", data });
const no = (msg: string, ret = 500) => ({ ret, msg });
const login = (device: Device, captcha?: string) => ({
  ...newLogin({ appId: "wx_a", name: "a", epoch: 1 }, device, { appId: "wx_a", uuid: "u", method: "qr" }, "k", NOON),
  ...(captcha === undefined ? {} : { captcha }),
});

describe("a code", () => {
  const data = {
    appId: "wx_a",
    uuid: "u",
    qrData: "http://x",
    qrUrl: "http://x",
    qrImgBase64: "data:image/png;base64,A",
  };

  it("is asked for with the account's device, and without an appId for a new one", async () => {
    const { gateway, posted } = setUp(ok(data));
    expect(await gateway.code("wx_a", MAC)).toEqual({
      appId: "wx_a",
      uuid: "u",
      method: "qr",
      qrData: "http://x",
      qrPicture: "data:image/png;base64,A",
    });
    await gateway.code(undefined, IPAD);
    expect(posted).toEqual([
      { path: "/login/getLoginQrCode", body: { appId: "wx_a", ...MAC } },
      { path: "/login/getLoginQrCode", body: { appId: "", ...IPAD } },
    ]);
  });

  it.each([
    ["设备不存在", "not-found"],
    ["账号被封", "account-banned"],
    ["余额不足", "refused"],
  ])("is refused with %s as %s", async (msg, code) => {
    await expect(setUp(no(msg)).gateway.code("wx_a", IPAD)).rejects.toMatchObject({ code });
  });

  it("whose answer is lost may have made a device", async () => {
    const { gateway } = setUp({ type: "error", kind: "timeout", message: "no answer" });
    await expect(gateway.code(undefined, IPAD)).rejects.toMatchObject({ code: "outcome-unknown" });
  });
});

it("asks the phone for a tap, the proxy empty where there is none", async () => {
  const { gateway, posted } = setUp(ok({ appId: "wx_a", uuid: "u" }));
  expect(await gateway.tap("wx_a", IPAD)).toEqual({ appId: "wx_a", uuid: "u", method: "tap" });
  expect(posted).toEqual([{ path: "/login/dialogLogin", body: { appId: "wx_a", regionId: "320000", proxyIp: "" } }]);
});

describe("how far a login is", () => {
  const info = { uin: 1, wxid: "wxid_me", nickName: "n", mobile: "", alias: "" };

  it.each([
    [ok({ status: 0 }), { status: "waiting" }],
    [ok({ status: 1 }), { status: "scanned" }],
    [ok({ status: 2, loginInfo: null }), { status: "scanned" }],
    [ok({ status: 2, loginInfo: info }), { status: "logged-in", wxid: "wxid_me" }],
    [ok({ status: 4 }), { status: "cancelled" }],
    [ok({ status: 1, url: "https://v.example.com/1" }), { status: "scanned", verifyUrl: "https://v.example.com/1" }],
    [ok({ status: 1, url: "javascript:alert(1)" }), { status: "scanned" }],
    [no("二维码已过期"), { status: "expired" }],
    [no("二维码已过期，请重新登录"), { status: "expired" }],
    [no("请输入验证码"), { status: "captcha", words: "请输入验证码" }],
    [no("请求处理中"), { status: "unanswered", words: "请求处理中" }],
    [no("系统繁忙", -1), { status: "unanswered", words: "系统繁忙" }],
    [no("操作频繁"), { status: "unanswered", words: "操作频繁" }],
    [no("该账号已被封禁"), { status: "banned", words: "该账号已被封禁" }],
    [no("设备不存在"), { status: "device-gone" }],
    [no("环境异常"), { status: "refused", words: "环境异常" }],
    [{ type: "error", kind: "timeout", message: "no answer" } as const, { status: "unanswered", words: "no answer" }],
    [{ type: "answer", status: 502, text: "" } as const, { status: "unanswered", words: "HTTP 502" }],
  ])("reads %o as %o", async (answer, check) => {
    expect(await setUp(answer).gateway.check(login(IPAD))).toEqual(check);
  });

  it("never has the slider solved for an ipad, and hands the captcha over", async () => {
    const { gateway, posted } = setUp(ok({ status: 0 }));
    await gateway.check(login(IPAD, "384912"));
    await gateway.check(login(MAC));
    expect(posted.map(({ body }) => body)).toEqual([
      { appId: "wx_a", uuid: "u", autoSliding: false, captchCode: "384912" },
      { appId: "wx_a", uuid: "u", autoSliding: true, proxyIp: MAC.proxyIp },
    ]);
  });

  it("throws for trouble of our own", async () => {
    const gateway = createLoginGateway({
      credentials: async () => ({ baseUrl: "https://x.example.com", token: "t" }),
      postJson: () => Promise.reject(new Error("our fault")),
      timeoutMs: 1,
    });
    await expect(gateway.check(login(IPAD))).rejects.toThrow("our fault");
    await expect(setUp(ok()).gateway.check({ ...login(IPAD), appId: "" })).rejects.toMatchObject({
      code: "invalid-input",
    });
  });
});

describe("logging out", () => {
  it.each([ok(), no("已离线", -1), no("设备不存在")])("is done where the gateway says %o", async (answer) => {
    await expect(setUp(answer).gateway.logout("wx_a")).resolves.toBeUndefined();
  });

  it("is not where it refuses for another reason", async () => {
    await expect(setUp(no("系统错误")).gateway.logout("wx_a")).rejects.toMatchObject({ code: "refused" });
  });
});

it("gives the callback URL with the gateway's token", async () => {
  const { callbackTarget, posted } = setUp(ok());
  await callbackTarget.set("https://fleet.example.com/callbacks/wechatapi/key");
  expect(posted[0]?.body).toEqual({
    token: "the-token",
    callbackUrl: "https://fleet.example.com/callbacks/wechatapi/key",
  });
});
