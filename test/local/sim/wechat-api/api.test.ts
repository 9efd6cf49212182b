import { describe, expect, it } from "vitest";
import { API_PREFIX } from "../../../../local/sim/wechat-api/api.ts";
import { aReceiver, aSimulator, ask, TOKEN } from "../support.ts";

const APP = "wx_demo_alpha";
const TEXT = { appId: APP, toWxid: "wxid_friend", content: "你好" };

it("answers a send with 64-bit ids as bare integers, each another one", async () => {
  const { call } = await aSimulator();
  const first = await call("/message/postText", TEXT);
  const second = await call("/message/postText", TEXT);
  expect(first.status).toBe(200);
  expect(first.body).toMatchObject({ ret: 200, msg: "操作成功", data: { toWxid: "wxid_friend", type: 1 } });
  const id = /"newMsgId":(\d+)/.exec(first.text)?.[1] ?? "0";
  expect(BigInt(id)).toBeGreaterThan(2n ** 53n);
  expect(second.text).not.toContain(id);
});

it("demands its token", async () => {
  const { url } = await aSimulator();
  const path = `${url}${API_PREFIX}/message/postText`;
  expect((await ask(path, "POST", TEXT)).body).toEqual({ ret: 500, msg: "缺少请求头 VideosApi-token" });
  expect((await ask(path, "POST", TEXT, { "VideosApi-token": "other" })).body).toMatchObject({ ret: 500 });
  expect((await ask(path, "POST", TEXT, { "VideosApi-token": TOKEN })).body).toMatchObject({ ret: 200 });
});

it("says which fields of a body are missing or of another type", async () => {
  const { call } = await aSimulator();
  expect((await call("/message/postText", { appId: APP })).body).toEqual({
    ret: 500,
    msg: "参数错误: 缺少 toWxid, 缺少 content",
  });
  expect((await call("/message/postVoice", { ...TEXT, voiceUrl: 1, voiceDuration: "3" })).body).toEqual({
    ret: 500,
    msg: "参数错误: voiceUrl 应为 string, voiceDuration 应为 integer",
  });
  for (const broken of ["{", "[]", "null", ""]) {
    expect((await call("/message/postText", broken)).body).toEqual({ ret: 500, msg: "参数错误: 请求体不是 JSON 对象" });
  }
  expect((await call("/message/none", TEXT)).status).toBe(404);
});

it("refuses sends by devices that are unknown, offline or banned", async () => {
  const { call, sim } = await aSimulator();
  expect((await call("/message/postText", { ...TEXT, appId: "wx_none" })).body).toEqual({
    ret: 500,
    msg: "设备不存在",
  });
  await sim("POST", `accounts/${APP}/offline`);
  expect((await call("/message/postText", TEXT)).body).toEqual({ ret: -1, msg: "已离线" });
  expect((await call("/login/checkOnline", { appId: APP })).body).toMatchObject({ ret: 200, data: false });
  await sim("POST", `accounts/${APP}/online`);
  await sim("POST", `accounts/${APP}/ban`);
  expect((await call("/message/postText", TEXT)).body).toMatchObject({ ret: 500 });
  expect((await call("/login/checkOnline", { appId: APP })).body).toMatchObject({ ret: 200, data: true });
});

it("logs in by a code that is scanned, confirmed, and lives 120 s", async () => {
  const { call, sim, clock } = await aSimulator();
  const begun = await call("/login/getLoginQrCode", { appId: "", regionId: "320000", type: "ipad" });
  const { appId, uuid } = begun.body.data as { appId: string; uuid: string };
  expect(appId).toMatch(/^wx_.{20}$/);
  const check = () => call("/login/checkLogin", { appId, uuid, autoSliding: false });
  expect((await check()).body.data).toMatchObject({ status: 0, loginInfo: null });
  expect((await call("/login/checkLogin", { appId, uuid, autoSliding: true })).body).toMatchObject({ ret: 500 });
  await sim("POST", `accounts/${appId}/scan`);
  expect((await check()).body.data).toMatchObject({ status: 1 });
  await sim("POST", `accounts/${appId}/confirm`);
  expect((await check()).body.data).toMatchObject({ status: 2, loginInfo: { wxid: expect.any(String) } });
  expect((await call("/login/checkOnline", { appId })).body.data).toBe(true);

  await call("/login/logout", { appId });
  const again = await call("/login/getLoginQrCode", { appId, regionId: "320000", type: "mac" });
  expect(again.body.data).toMatchObject({ appId });
  clock.advance(121);
  const { uuid: late } = again.body.data as { uuid: string };
  expect((await call("/login/checkLogin", { appId, uuid: late, autoSliding: true })).body).toEqual({
    ret: 500,
    msg: "二维码已过期",
  });
});

describe("a login that does not go straight", () => {
  async function begun() {
    const simulator = await aSimulator();
    const { body } = await simulator.call("/login/getLoginQrCode", { appId: "", regionId: "320000", type: "ipad" });
    const { appId, uuid } = body.data as { appId: string; uuid: string };
    return {
      ...simulator,
      appId,
      act: (action: string) => simulator.sim("POST", `accounts/${appId}/${action}`),
      check: async (captchCode?: string) =>
        (await simulator.call("/login/checkLogin", { appId, uuid, autoSliding: false, captchCode })).body,
    };
  }

  it.each([
    ["cancel", { ret: 200, data: { status: 4 } }],
    ["expire", { ret: 500, msg: "二维码已过期" }],
    ["verify", { ret: 200, data: { status: 1, url: expect.stringMatching(/^https:/) } }],
    ["captcha", { ret: 500, msg: "请输入验证码" }],
    ["ban", { ret: 500, msg: expect.stringContaining("封禁") }],
    ["remove-device", { ret: 500, msg: "设备不存在" }],
  ])("answers as the vendor does after %s", async (action, answer) => {
    const { act, check } = await begun();
    expect((await act(action)).status).toBe(200);
    expect(await check()).toMatchObject(answer);
  });

  it("goes on with the right number only, and past a new device's check with the confirmation", async () => {
    const { act, check } = await begun();
    await act("captcha");
    expect(await check("0")).toMatchObject({ ret: 500, msg: expect.stringContaining("验证码错误") });
    expect(await check("384912")).toMatchObject({ ret: 200, data: { status: 1 } });
    await act("verify");
    await act("confirm");
    expect(await check()).toMatchObject({ ret: 200, data: { status: 2, url: null } });
  });

  it("asks the phone for a tap only where it was logged in on this device before, with the device it had", async () => {
    const { act, call, appId } = await begun();
    const tap = () => call("/login/dialogLogin", { appId, proxyIp: "", regionId: "320000" });
    expect((await tap()).body).toMatchObject({ ret: 500, msg: expect.stringContaining("弹框登录失败") });
    await act("confirm");
    expect((await tap()).body).toMatchObject({ ret: 500, msg: "账号已在线" });
    await call("/login/logout", { appId });
    expect((await call("/login/logout", { appId })).body).toMatchObject({ ret: -1, msg: "已离线" });
    expect((await tap()).body).toMatchObject({ ret: 200, data: { appId, uuid: expect.any(String) } });
    await act("ban");
    expect((await tap()).body).toMatchObject({ ret: 500, msg: expect.stringContaining("封禁") });
  });
});

it("probes a callback URL at once and takes it only when it answers 200", async () => {
  const receiver = await aReceiver();
  const { call, sim } = await aSimulator();
  const setCallback = () => call("/login/setCallback", { token: TOKEN, callbackUrl: receiver.url });
  receiver.status = () => 404;
  expect((await setCallback()).body).toEqual({ ret: 500, msg: "push msg err" });
  receiver.status = () => 200;
  expect((await setCallback()).body).toMatchObject({ ret: 200 });
  expect(JSON.parse(receiver.bodies[0] ?? "")).toEqual({ testMsg: expect.any(String), token: TOKEN });
  await sim("POST", "messages", { appId: APP, from: "wxid_friend", text: "hi" });
  expect(receiver.bodies).toHaveLength(2);
});

it("knows profile, contacts and groups", async () => {
  const { call } = await aSimulator();
  expect((await call("/personal/getProfile", { appId: APP })).body.data).toMatchObject({ wxid: "wxid_alpha" });
  const created = await call("/group/createChatroom", { appId: APP, wxids: ["a", "b"] });
  const { chatroomId } = created.body.data as { chatroomId: string };
  const contacts = await call("/contacts/fetchContactsList", { appId: APP });
  expect(contacts.body.data).toMatchObject({ chatrooms: expect.arrayContaining([chatroomId]) });
  const group = await call("/group/getChatroomInfo", { appId: APP, chatroomId });
  expect(group.body.data).toMatchObject({ chatroomId, chatRoomOwner: "wxid_alpha" });
  await call("/group/quitChatroom", { appId: APP, chatroomId });
  expect((await call("/group/getChatroomInfo", { appId: APP, chatroomId })).body).toMatchObject({ ret: 500 });
});
