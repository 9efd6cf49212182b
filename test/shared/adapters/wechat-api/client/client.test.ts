import { describe, expect, it } from "vitest";
import { gatewayCredentialsSchema } from "../../../../../shared/adapters/wechat-api/client/credentials.ts";
import type { PostResult } from "../../../../../shared/kernel/application/ports/http-post.ts";
import { aWechatApi } from "../../../../support/a-wechat-api.ts";

const TEXT = { appId: "wx_a", toWxid: "wxid_b", content: "你好" };

describe("a call", () => {
  it("posts the body to the endpoint's path with the token, and leaves out what is undefined", async () => {
    const { api, posted } = aWechatApi();
    await api.message.postText({ ...TEXT, ats: undefined });
    expect(posted).toEqual([
      {
        url: "https://gateway.example.com/api/message/postText",
        headers: { "VideosApi-token": "the-token" },
        body: JSON.stringify(TEXT),
        timeoutMs: 5000,
      },
    ]);
  });

  it("with a body that breaks the contract is refused before anything is sent, with each member's place", async () => {
    const { api, posted } = aWechatApi();
    const wrong: { appId: string; imgInfos: { fileUrl: string; thumbUrl: string; fileMd5: string }[] } = JSON.parse(
      '{"appId":"","imgInfos":[{"fileUrl":1,"thumbUrl":"t"}],"privat":true}',
    );
    await expect(api.sns.sendImgSns(wrong)).rejects.toMatchObject({
      code: "invalid-input",
      retryable: false,
      details: {
        path: "/sns/sendImgSns",
        issues: [
          { path: "appId", message: "is empty" },
          { path: "imgInfos.0.fileUrl", message: "must be string" },
          { path: "imgInfos.0.fileMd5", message: "is missing" },
          { path: "privat", message: "is not in the contract" },
        ],
      },
    });
    expect(posted).toEqual([]);
  });

  it("may have an empty appId, or none, for a first login only", async () => {
    const { api, answer } = aWechatApi();
    answer('{"ret":200,"msg":"","data":{"appId":"wx_new","uuid":"u","qrData":"q"}}');
    const wanted = { regionId: "320000", type: "ipad" as const };
    await expect(api.login.getLoginQrCode({ appId: "", ...wanted })).resolves.toMatchObject({ appId: "wx_new" });
    await expect(api.login.getLoginQrCode(wanted)).resolves.toMatchObject({ uuid: "u" });
    await expect(api.login.checkOnline({ appId: "" })).rejects.toMatchObject({ code: "invalid-input" });
  });

  it("hands on data whose form the contract does not know", async () => {
    const { api, answer } = aWechatApi();
    answer('{"ret":200,"msg":"","data":{"friends":["a"]}}');
    expect(await api.contacts.fetchContactsListCache({ appId: "wx_a" })).toEqual({ friends: ["a"] });
  });
});

describe("a failed call", () => {
  const lost: PostResult = { type: "error", kind: "timeout", message: "no answer" };
  const page: PostResult = { type: "answer", status: 502, text: "" };
  it.each<[string, PostResult | string, string, boolean, string]>([
    ["no connection", { type: "error", kind: "not-connected", message: "" }, "unreachable", true, "not-connected"],
    ["no such host", { type: "error", kind: "dns", message: "" }, "unreachable", true, "dns"],
    ["an account that is offline", '{"ret":-1,"msg":"已离线"}', "account-offline", true, "account-offline"],
    ["a removed device", '{"ret":500,"msg":"设备不存在"}', "not-found", false, "device-gone"],
    ["too many calls", '{"ret":500,"msg":"操作过于频繁"}', "throttled", true, "throttled"],
    ["a refusal", '{"ret":500,"msg":"参数错误"}', "refused", false, "refused"],
    ["a wrong token", { type: "answer", status: 401, text: "" }, "unauthorized", true, "unauthorized"],
    ["a busy gateway", '{"ret":-1,"msg":"系统繁忙"}', "outcome-unknown", false, "busy"],
    ["no answer", lost, "outcome-unknown", false, "timeout"],
    ["an error page", page, "outcome-unknown", false, "bad-gateway"],
    ["an answer of no form", "<html>", "outcome-unknown", false, "unreadable-answer"],
  ])("tells of %s in the one family of errors", async (_what, result, code, retryable, cause) => {
    const { api, answer } = aWechatApi();
    answer(result);
    const details = { path: "/message/postText", appId: "wx_a", cause };
    await expect(api.message.postText(TEXT)).rejects.toMatchObject({ code, retryable, details });
  });

  it.each<[string, PostResult | string, string]>([
    ["a busy gateway", '{"ret":-1,"msg":"系统繁忙"}', "unavailable"],
    ["no answer", lost, "unreachable"],
    ["an error page", page, "unreachable"],
  ])("may be repeated after %s where a second call does no more than the first", async (_what, result, code) => {
    const { api, answer } = aWechatApi();
    answer(result);
    await expect(api.personal.getProfile({ appId: "wx_a" })).rejects.toMatchObject({ code, retryable: true });
  });

  it("keeps the gateway's ret and msg, and the reason that stands in data", async () => {
    const { api, answer } = aWechatApi();
    answer('{"ret":500,"msg":"发送失败","data":{"code":"-104","msg":"账号已离线"}}');
    await expect(api.message.postText(TEXT)).rejects.toMatchObject({
      code: "account-offline",
      details: { ret: 500, msg: "发送失败 账号已离线" },
    });
    answer('{"ret":500,"msg":null}');
    await expect(api.message.postText(TEXT)).rejects.toMatchObject({ code: "refused", details: { ret: 500, msg: "" } });
  });
});

describe("an answer", () => {
  it("of another form than the contract's is unreadable, and says where", async () => {
    const { api, answer } = aWechatApi();
    answer('{"ret":200,"msg":"","data":{"labelName":7}}');
    await expect(api.label.add({ appId: "wx_a", labelName: "x" })).rejects.toMatchObject({
      message: "the answer breaks the contract: data.labelName is no string, data.labelId is missing",
      details: { cause: "unreadable-answer", ret: 200 },
    });
  });

  it("to a send is a success by its ret alone", async () => {
    const { api, answer } = aWechatApi();
    answer('{"ret":200,"msg":"","data":{"newMsgId":7773749793478223190,"msgId":5,"createTime":"?","type":null}}');
    expect(await api.message.postText(TEXT)).toEqual({
      newMsgId: "7773749793478223190",
      msgId: "5",
      createTime: undefined,
      type: null,
    });
    answer('{"ret":200,"msg":"","data":"ok"}');
    expect(await api.message.postText(TEXT)).toBeUndefined();
  });
});

describe("a gateway of the same protocol under other names", () => {
  it("is called with its own header and paths", async () => {
    const { api, posted } = aWechatApi({ headerName: "X-Token", paths: { "/message/postText": "/v3/text" } });
    await api.message.postText(TEXT);
    await api.login.logout({ appId: "wx_a" });
    expect(posted.map(({ url, headers }) => [url, headers])).toEqual([
      ["https://gateway.example.com/api/v3/text", { "X-Token": "the-token" }],
      ["https://gateway.example.com/api/login/logout", { "X-Token": "the-token" }],
    ]);
  });

  it("is set in the gateway's secret, whose form is checked", () => {
    const secret = { baseUrl: "https://gateway.example.com", token: "t" };
    const isGood = (more: object) => gatewayCredentialsSchema.safeParse({ ...secret, ...more }).success;
    expect(isGood({})).toBe(true);
    expect(isGood({ headerName: "X-Token", paths: { "/message/postText": "/v3/text" } })).toBe(true);
    expect(isGood({ headerName: "X Token" })).toBe(false);
    expect(isGood({ paths: { "/message/postText": "https://elsewhere.example.com" } })).toBe(false);
  });
});
