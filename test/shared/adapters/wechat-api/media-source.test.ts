import { describe, expect, it } from "vitest";
import { createMediaSource } from "../../../../shared/adapters/wechat-api/media-source.ts";
import type { MediaRequest } from "../../../../shared/media/domain/request.ts";

function setUp(answer: string) {
  const posted: [string, unknown][] = [];
  const source = createMediaSource({
    credentials: async () => ({ baseUrl: "https://gateway.example.com/api", token: "t" }),
    postJson: async (url, _headers, body) => {
      posted.push([url.pathname, JSON.parse(body)]);
      return { type: "answer", status: 200, text: answer };
    },
    timeoutMs: 1000,
  });
  return { source, posted };
}

const FILE = '{"ret":200,"msg":"","data":{"fileUrl":"https://cdn.example.com/1"}}';

describe("the gateway's addresses of received files", () => {
  it.each<[MediaRequest, string, object]>([
    [{ kind: "image", xml: "<x/>", quality: "original" }, "downloadImage", { xml: "<x/>", type: 1 }],
    [{ kind: "image", xml: "<x/>", quality: "regular" }, "downloadImage", { xml: "<x/>", type: 2 }],
    [{ kind: "image", xml: "<x/>", quality: "thumbnail" }, "downloadImage", { xml: "<x/>", type: 3 }],
    [{ kind: "file", xml: "<x/>" }, "downloadFile", { xml: "<x/>" }],
    [{ kind: "voice", xml: "<x/>", msgId: "1040356118" }, "downloadVoice", { xml: "<x/>", msgId: 1_040_356_118 }],
    [{ kind: "video", xml: "<x/>" }, "downloadVideo", { xml: "<x/>" }],
    [
      { kind: "cdn", aesKey: "a", fileId: "f", as: "file", size: 9, suffix: "doc" },
      "downloadCdn",
      { aesKey: "a", fileId: "f", type: "5", totalSize: "9", suffix: "doc" },
    ],
  ])("are asked for %j", async (request, method, body) => {
    const { source, posted } = setUp(FILE);
    expect(await source.locate("wx_a", request)).toBe("https://cdn.example.com/1");
    expect(posted).toEqual([[`/api/message/${method}`, { appId: "wx_a", ...body }]]);
  });

  it("stand under another name for an emoji", async () => {
    const { source, posted } = setUp('{"ret":200,"msg":"","data":{"url":"https://cdn.example.com/2"}}');
    expect(await source.locate("wx_a", { kind: "emoji", md5: "9f8e" })).toBe("https://cdn.example.com/2");
    expect(posted).toEqual([["/api/message/downloadEmojiMd5", { appId: "wx_a", emojiMd5: "9f8e" }]]);
  });

  it.each([
    ['{"ret":500,"msg":"下载失败"}', "refused"],
    ['{"ret":-1,"msg":"已离线"}', "account-offline"],
    ['{"ret":200,"msg":"","data":{}}', "unreachable"],
  ])("are not there in %s", async (answer, code) => {
    const { source } = setUp(answer);
    await expect(source.locate("wx_a", { kind: "file", xml: "<x/>" })).rejects.toMatchObject({ code });
  });
});
