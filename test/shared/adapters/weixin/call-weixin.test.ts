import { describe, expect, it } from "vitest";
import { createCallWeixin } from "../../../../shared/adapters/weixin/call-weixin.ts";
import type { HttpRequest } from "../../../../shared/kernel/application/ports/http-request.ts";
import { answered, errcode, noAnswer } from "../../../support/a-weixin.ts";

function weixin(result = answered({ errcode: 0, errmsg: "ok", ticket: "t" })) {
  const sent: HttpRequest[] = [];
  const call = createCallWeixin({
    credentials: async () => ({ baseUrl: "https://api.weixin.example/", accounts: {}, faults: {} }),
    request: async (request) => {
      sent.push(request);
      return result;
    },
  });
  const get = () => call({ method: "GET", path: "/ticket", appId: "wx_a", query: { type: "jsapi" }, timeoutMs: 3000 });
  return { sent, call, get };
}

describe("a call of WeChat", () => {
  it("by GET has all in its URL, and no body", async () => {
    const { sent, get } = weixin();
    expect(await get()).toMatchObject({ ticket: "t" });
    const url = new URL("https://api.weixin.example/ticket?type=jsapi");
    expect(sent).toEqual([{ method: "GET", url, timeoutMs: 3000 }]);
  });

  it("by POST has JSON, or bytes of their media type", async () => {
    const { sent, call } = weixin();
    const to = { method: "POST", path: "/a", appId: "wx_a", timeoutMs: 3000 } as const;
    await call({ ...to, body: { name: "你好" } });
    await call({ ...to, body: { bytes: Buffer.from("abc"), contentType: "image/png" } });
    expect(sent).toMatchObject([
      { method: "POST", headers: { "content-type": "application/json" }, body: '{"name":"你好"}' },
      { method: "POST", headers: { "content-type": "image/png" }, body: Buffer.from("abc") },
    ]);
  });

  it.each([
    [errcode(40001), { cause: "account-refused", errcode: 40001 }],
    [noAnswer("timeout"), { cause: "timeout" }],
    [noAnswer("not-connected"), { cause: "not-connected" }],
    [answered({}, 502), { cause: "bad-gateway" }],
    [answered({}, 429), { cause: "throttled" }],
    [answered({}, 404), { cause: "refused" }],
  ])("by GET that comes to %j throws what a POST throws", async (result, details) => {
    await expect(weixin(result).get()).rejects.toMatchObject({
      details: { path: "/ticket", appId: "wx_a", ...details },
    });
  });
});

describe("a call that may be answered with a file", () => {
  const fetched = (mediaType: string, bytes: Buffer) => {
    const { sent, call } = weixin({ type: "answer", status: 200, text: bytes.toString(), bytes, mediaType });
    const file = call({ method: "GET", path: "/file", appId: "wx_a", timeoutMs: 3000, binary: true });
    return { sent, file };
  };

  it("gives its bytes", async () => {
    const bytes = Buffer.from([0xff, 0xd8]);
    const { sent, file } = fetched("image/jpeg", bytes);
    expect(await file).toEqual({ bytes, mediaType: "image/jpeg" });
    expect(sent).toMatchObject([{ wantsBytes: true }]);
  });

  it.each(["text/plain", "application/json", "image/jpeg", ""])("refuses in JSON, sent as '%s'", async (mediaType) => {
    const { file } = fetched(mediaType, Buffer.from('{"errcode":40007,"errmsg":"invalid media_id"}'));
    await expect(file).rejects.toMatchObject({ details: { errcode: 40_007, errmsg: "invalid media_id" } });
  });

  it("takes no page of a proxy for a file", async () => {
    const { file } = fetched("text/html", Buffer.from("<html></html>"));
    await expect(file).rejects.toMatchObject({ details: { cause: "unreadable-answer" } });
  });
});

it("an integer beyond what a double holds comes as its digits", async () => {
  const { get } = weixin({ type: "answer", status: 200, text: '{"errcode":0,"msgid":2346245839827763201}' });
  expect(await get()).toEqual({ errcode: 0, msgid: "2346245839827763201" });
});
