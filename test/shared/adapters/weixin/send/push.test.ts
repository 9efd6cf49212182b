import { describe, expect, it } from "vitest";
import type { Content } from "../../../../../shared/messages/domain/content.ts";
import { answered, aWeixin, errcode, noAnswer, type WeixinResult } from "../../../../support/a-weixin.ts";

const TEMPLATE_SEND = "/cgi-bin/message/template/send";
const BIZSEND = "/cgi-bin/message/subscribe/bizsend";
const MINI_SEND = "/cgi-bin/message/subscribe/send";
const data = { thing1: { value: "春季新品", color: "#173177" }, number2: { value: "12" } };
const TEMPLATE: Content = { type: "template", templateId: "tpl-1", data };
const SUBSCRIPTION: Content = { type: "subscription", templateId: "tpl-2", data };
const sentAs = (msgid: unknown) => answered({ errcode: 0, errmsg: "ok", msgid });
const SENT = { type: "sent", newMsgId: "", msgId: "", createTime: 0 };

describe("a template message", () => {
  it("is one call under the command's id, and its msgid is kept as digits", async () => {
    const big = { type: "answer", status: 200, text: '{"errcode":0,"msgid":9007199254740993}' } as const;
    const { send, calls } = aWeixin({ [TEMPLATE_SEND]: [big] });
    const miniProgram = { miniAppId: "wx1", pagePath: "pages/order" };
    const outcome = await send({ ...TEMPLATE, url: "https://example.com/o", miniProgram });
    expect(outcome).toEqual({ ...SENT, newMsgId: "9007199254740993" });
    const body = calls.at(-1)?.body as { client_msg_id: string };
    expect(body).toMatchObject({
      touser: "openid-1",
      template_id: "tpl-1",
      url: "https://example.com/o",
      miniprogram: { appid: "wx1", pagepath: "pages/order" },
      data: { thing1: { value: "春季新品", color: "#173177" }, number2: { value: "12" } },
    });
    expect(body.client_msg_id).toMatch(/^[\w-]{1,32}$/);
  });

  const OPEN: [string, WeixinResult][] = [
    ["timeout", noAnswer("timeout")],
    ["connection-lost", noAnswer("connection-lost")],
    ["bad-gateway", answered({}, 502)],
    ["busy", errcode(-1)],
    ["unreadable-answer", answered({})],
  ];
  it.each(OPEN)("that ends in %s is sent once more under the same client_msg_id", async (_cause, result) => {
    const { send, calls, paths } = aWeixin({ [TEMPLATE_SEND]: [result, sentAs(7)] });
    expect(await send(TEMPLATE)).toEqual({ ...SENT, newMsgId: "7" });
    expect(paths()).toEqual(["stable_token", "send", "send"]);
    expect(calls[2]?.body).toEqual(calls[1]?.body);
  });

  it.each(OPEN)("that ends in %s stays so, whatever the second try says", async (cause, result) => {
    for (const second of [noAnswer("not-connected"), errcode(43004), errcode(45009), result]) {
      const { send, paths } = aWeixin({ [TEMPLATE_SEND]: [result, second] });
      expect(await send(TEMPLATE)).toMatchObject({ type: "failed", cause });
      expect(paths()).toEqual(["stable_token", "send", "send"]);
    }
  });

  it("is not sent again when its time is up", async () => {
    const { send, paths } = aWeixin({ [TEMPLATE_SEND]: [noAnswer("timeout")] }, undefined, 4000);
    expect(await send(TEMPLATE)).toMatchObject({ cause: "timeout" });
    expect(paths()).toEqual(["stable_token", "send"]);
  });

  it.each([
    [40037, "refused", "模板 ID 不对"],
    [43004, "refused", "没有关注"],
    [47003, "refused", "模板参数不对"],
    [45009, "quota-exhausted", "当日调用额度"],
  ])("that WeChat refuses with %d is '%s' after one call", async (code, cause, hint) => {
    const { send, paths } = aWeixin({ [TEMPLATE_SEND]: [errcode(code)] });
    expect(await send(TEMPLATE)).toMatchObject({ cause, message: expect.stringContaining(hint) });
    expect(paths()).toEqual(["stable_token", "send"]);
  });

  it("with a value that became too long is refused before any call, with its key", async () => {
    const { send, calls } = aWeixin();
    const long: Content = { ...TEMPLATE, data: { thing1: { value: "长".repeat(21) } } };
    expect(await send(long)).toMatchObject({
      cause: "invalid-command",
      message: "data.thing1.value: 'thing1' takes at most 20 characters; this one has 21 characters",
    });
    expect(calls).toEqual([]);
  });
});

describe("a subscription message", () => {
  it("of an Official Account and of a mini program have each their call", async () => {
    const { send, sendFromMiniProgram, calls } = aWeixin();
    const page = "pages/order";
    expect(await send({ ...SUBSCRIPTION, page, miniProgram: { miniAppId: "wx1" } })).toEqual(SENT);
    expect(calls.at(-1)).toMatchObject({ path: BIZSEND });
    expect(calls.at(-1)?.body).toEqual({
      touser: "openid-1",
      template_id: "tpl-2",
      page,
      miniprogram: { appid: "wx1" },
      data,
    });
    expect(await sendFromMiniProgram({ ...SUBSCRIPTION, page, miniProgramState: "trial", lang: "zh_TW" })).toEqual(
      SENT,
    );
    expect(calls.at(-1)).toMatchObject({ path: MINI_SEND });
    expect(calls.at(-1)?.body).toEqual({
      touser: "openid-1",
      template_id: "tpl-2",
      page,
      miniprogram_state: "trial",
      lang: "zh_TW",
      data,
    });
  });

  it.each([
    [noAnswer("timeout"), "timeout"],
    [errcode(-1), "busy"],
    [errcode(43101), "refused"],
    [errcode(47003), "refused"],
  ])("is never sent again: %o is '%s'", async (result, cause) => {
    const { send, paths } = aWeixin({ [BIZSEND]: [result] });
    expect(await send(SUBSCRIPTION)).toMatchObject({ type: "failed", cause });
    expect(paths()).toEqual(["stable_token", "bizsend"]);
  });

  it("is refused with what the account cannot send", async () => {
    const { send, sendFromMiniProgram, calls } = aWeixin();
    expect(await sendFromMiniProgram(TEMPLATE)).toMatchObject({ cause: "invalid-command" });
    expect(await send({ ...SUBSCRIPTION, lang: "zh_CN" })).toMatchObject({
      cause: "invalid-command",
      message: expect.stringContaining("has no 'lang'"),
    });
    expect(calls).toEqual([]);
  });
});
