import dns from "node:dns";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { createConnections } from "../../../../../shared/adapters/wechat-api/connections.ts";
import { createGateway } from "../../../../../shared/adapters/wechat-api/send/gateway.ts";
import type { Content } from "../../../../../shared/messages/domain/content.ts";
import type { OutboundCommand } from "../../../../../shared/outbound/domain/command.ts";
import { createPostJson } from "../../../../../shared/platform/http/post-json.ts";

type Seen = { path: string; token: string; body: Record<string, unknown> };

let server: http.Server;
let baseUrl: string;
let seen: Seen[];
let answer: (response: http.ServerResponse, request: http.IncomingMessage) => void;

beforeEach(async () => {
  seen = [];
  answer = (response) =>
    response.end(
      '{"ret":200,"msg":"操作成功","data":{"toWxid":"x","createTime":1,"msgId":5,"newMsgId":7773749793478223190}}',
    );
  server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.once("end", () => {
      seen.push({
        path: request.url ?? "",
        token: String(request.headers["videosapi-token"]),
        body: JSON.parse(Buffer.concat(chunks).toString()),
      });
      answer(response, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/finder/v2/api`;
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const calls = (timeoutMs = 60_000, base = baseUrl) => ({
  credentials: async () => ({ baseUrl: base, token: "the-token" }),
  postJson: createPostJson(),
  timeoutMs,
});
const gateway = (timeoutMs?: number, base?: string) => createGateway(calls(timeoutMs, base));
const connections = () => createConnections(calls());

function aCommand(content: Content): OutboundCommand {
  return {
    id: "cmd_1",
    generation: 0,
    appId: "wx_a",
    to: "wxid_b",
    content,
    notAfter: 10,
    createdAt: 1,
    origin: { envelopeId: "e", ruleId: "r" },
  };
}

const FILE = "https://cdn.example.com/a.bin";
const text = aCommand({ type: "text", text: "你好" });

describe("sending through the gateway", () => {
  it("posts a text with the token and keeps the 64-bit id exactly", async () => {
    const outcome = await gateway().send(text);
    expect(outcome).toEqual({ type: "sent", newMsgId: "7773749793478223190", msgId: "5", createTime: 1 });
    expect(seen).toEqual([
      {
        path: "/finder/v2/api/message/postText",
        token: "the-token",
        body: { appId: "wx_a", toWxid: "wxid_b", content: "你好" },
      },
    ]);
  });

  it.each<[string, Content, string, Record<string, unknown>]>([
    [
      "mentions",
      { type: "text", text: "@a", mentions: ["u1", "u2"] },
      "/message/postText",
      { content: "@a", ats: "u1,u2" },
    ],
    ["an image", { type: "forward", as: "image", xml: "<x/>" }, "/message/forwardImage", { xml: "<x/>" }],
    ["a video", { type: "forward", as: "video", xml: "<x/>" }, "/message/forwardVideo", { xml: "<x/>" }],
    ["a file", { type: "forward", as: "file", xml: "<x/>" }, "/message/forwardFile", { xml: "<x/>" }],
    ["a link", { type: "forward", as: "link", xml: "<x/>" }, "/message/forwardUrl", { xml: "<x/>" }],
    ["a location", { type: "location", xml: "<x/>" }, "/message/postLocation", { content: "<x/>" }],
    ["an emoji", { type: "emoji", md5: "m", size: 3 }, "/message/postEmoji", { emojiMd5: "m", emojiSize: 3 }],
    [
      "a card",
      { type: "card", wxid: "u", nickname: "n" },
      "/message/postNameCard",
      { nickName: "n", nameCardWxid: "u" },
    ],
    ["an app message", { type: "app", xml: "<appmsg/>" }, "/message/postAppMsg", { appmsg: "<appmsg/>" }],
    ["a picture", { type: "image", url: FILE }, "/message/postImage", { imgUrl: FILE }],
    [
      "an attachment",
      { type: "file", url: FILE, name: "报价 🎉.pdf" },
      "/message/postFile",
      { fileUrl: FILE, fileName: "报价 🎉.pdf" },
    ],
    [
      "a voice",
      { type: "voice", url: FILE, durationMs: 2540 },
      "/message/postVoice",
      { voiceUrl: FILE, voiceDuration: 2540 },
    ],
    [
      "a video of one's own",
      { type: "video", url: FILE, thumbUrl: `${FILE}.jpg`, durationSeconds: 9 },
      "/message/postVideo",
      { videoUrl: FILE, thumbUrl: `${FILE}.jpg`, videoDuration: 9 },
    ],
    [
      "a page",
      { type: "link", title: "t", description: "d", url: "http://example.com/", thumbUrl: FILE },
      "/message/postLink",
      { title: "t", desc: "d", linkUrl: "http://example.com/", thumbUrl: FILE },
    ],
    [
      "a place",
      { type: "place", latitude: 31.23969, longitude: 121.49977, label: "上海市", name: '"东方明珠" & <塔>' },
      "/message/postLocation",
      { content: expect.stringContaining('poiname="&quot;东方明珠&quot; &amp; &lt;塔&gt;"') },
    ],
    [
      "a mini program",
      {
        type: "mini-program",
        miniAppId: "wx1",
        username: "gh_1@app",
        displayName: "点单",
        title: "t",
        pagePath: "p.html",
        coverUrl: FILE,
      },
      "/message/postMiniApp",
      {
        miniAppId: "wx1",
        userName: "gh_1@app",
        displayName: "点单",
        title: "t",
        pagePath: "p.html",
        coverImgUrl: FILE,
      },
    ],
    [
      "a forwarded mini program",
      { type: "forward", as: "mini-program", xml: "<x/>", coverUrl: FILE },
      "/message/forwardMiniApp",
      { xml: "<x/>", coverImgUrl: FILE },
    ],
    [
      "taking a message back",
      { type: "revoke", msgId: "5", newMsgId: "7773749793478223190", createTime: 1 },
      "/message/revokeMsg",
      { msgId: "5", newMsgId: "7773749793478223190", createTime: "1" },
    ],
  ])("knows the call for %s", async (_what, content, path, body) => {
    await gateway().send(aCommand(content));
    expect(seen[0]).toMatchObject({
      path: `/finder/v2/api${path}`,
      body: { appId: "wx_a", toWxid: "wxid_b", ...body },
    });
  });

  it("accepts a friend request by its ticket, which makes no message", async () => {
    answer = (response) => response.end('{"ret":200,"msg":"操作成功"}');
    const content: Content = { type: "accept-friend", v3: "v3_1", v4: "v4_1", scene: 6 };
    expect(await gateway().send(aCommand(content))).toEqual({ type: "sent", newMsgId: "", msgId: "", createTime: 0 });
    expect(seen).toMatchObject([
      {
        path: "/finder/v2/api/contacts/addContacts",
        body: { appId: "wx_a", option: 3, v3: "v3_1", v4: "v4_1", scene: 6, content: "" },
      },
    ]);
    expect(seen[0]?.body).not.toHaveProperty("toWxid");
  });

  it("takes a person into a group, which makes no message", async () => {
    answer = (response) => response.end('{"ret":200,"msg":"操作成功"}');
    const outcome = await gateway().send(aCommand({ type: "invite-to-group", groupId: "1@chatroom" }));
    expect(outcome).toEqual({ type: "sent", newMsgId: "", msgId: "", createTime: 0 });
    expect(seen).toMatchObject([
      {
        path: "/finder/v2/api/group/inviteMember",
        body: { appId: "wx_a", wxids: "wxid_b", chatroomId: "1@chatroom", reason: "" },
      },
    ]);
  });

  it.each<[string, number, string, string]>([
    ["ret -1 with offline words", 200, '{"ret":-1,"msg":"账号已离线"}', "account-offline"],
    ["a ban of the one written to", 200, '{"ret":500,"msg":"对方账号已被封禁"}', "refused"],
    ["the absence of the one written to", 200, '{"ret":500,"msg":"对方已离线"}', "refused"],
    ["ret 401", 200, '{"ret":401,"msg":"x"}', "account-offline"],
    ["a device that is gone", 200, '{"ret":500,"msg":"设备不存在"}', "device-gone"],
    ["too many sends", 200, '{"ret":500,"msg":"操作过于频繁"}', "throttled"],
    ["ret 429", 200, '{"ret":429,"msg":""}', "throttled"],
    ["a plain rejection", 200, '{"ret":500,"msg":"参数错误"}', "refused"],
    ["a bare -1", 200, '{"ret":-1,"msg":"系统繁忙"}', "busy"],
    ["a token that is refused", 200, '{"ret":500,"msg":"VideosApi-token 错误"}', "unauthorized"],
    ["a token that has run out", 200, '{"ret":401,"msg":"token已过期"}', "unauthorized"],
    ["HTTP 502", 502, "<html>", "bad-gateway"],
    ["HTTP 504", 504, "", "bad-gateway"],
    ["HTTP 429", 429, "", "throttled"],
    ["HTTP 401", 401, "", "unauthorized"],
    ["HTTP 404", 404, "", "refused"],
    ["a redirect", 302, "", "refused"],
    ["no JSON", 200, "<html>ok</html>", "unreadable-answer"],
    ["JSON of another form", 200, '{"code":0}', "unreadable-answer"],
  ])("reads %s as a cause of its own", async (_what, status, body, cause) => {
    answer = (response) => response.writeHead(status).end(body);
    expect(await gateway().send(text)).toMatchObject({ type: "failed", cause });
  });

  it("takes a 503 that says when to come back for a refusal, and no other", async () => {
    answer = (response) => response.writeHead(503, { "retry-after": "7" }).end("busy");
    expect(await gateway().send(text)).toMatchObject({ type: "failed", cause: "unavailable", retryAfterMs: 7000 });
    answer = (response) => response.writeHead(429, { "retry-after": "2" }).end();
    expect(await gateway().send(text)).toMatchObject({ cause: "throttled", retryAfterMs: 2000 });
    answer = (response) => response.writeHead(503).end("busy");
    expect(await gateway().send(text)).toMatchObject({ cause: "bad-gateway" });
    answer = (response) => response.writeHead(502, { "retry-after": "7" }).end();
    expect(await gateway().send(text)).toMatchObject({ cause: "bad-gateway" });
  });

  it("takes a success without data for sent", async () => {
    answer = (response) => response.end('{"ret":200,"msg":"操作成功","data":null}');
    expect(await gateway().send(text)).toEqual({ type: "sent", newMsgId: "", msgId: "", createTime: 0 });
  });

  it("takes a success with odd data for sent", async () => {
    answer = (response) => response.end('{"ret":200,"msg":"操作成功","data":{"msgId":{},"createTime":"soon"}}');
    expect(await gateway().send(text)).toEqual({ type: "sent", newMsgId: "", msgId: "", createTime: 0 });
  });

  it("does not send a command that breaks the contract", async () => {
    const outcome = await gateway().send(aCommand({ type: "emoji", md5: "m", size: 1.5 }));
    expect(outcome).toMatchObject({
      type: "failed",
      cause: "invalid-command",
      message: expect.stringContaining("emojiSize must be integer"),
    });
    expect(seen).toEqual([]);
  });

  it("knows that nothing was sent where its address and token cannot be read", async () => {
    const broken = {
      ...calls(),
      credentials: async () => {
        throw new Error("the secret 'g' has not the form it should have");
      },
    };
    expect(await createGateway(broken).send(text)).toMatchObject({ type: "failed", cause: "not-prepared" });
    await expect(createConnections(broken).checkOnline("wx_a")).rejects.toMatchObject({ code: "unreachable" });
    expect(seen).toEqual([]);
  });

  it("forgets a token that the gateway refused", async () => {
    let forgotten = 0;
    answer = (response) => response.end('{"ret":500,"msg":"VideosApi-token 错误"}');
    const one = createGateway({
      credentials: async () => ({ baseUrl, token: "old" }),
      forgetCredentials: () => {
        forgotten += 1;
      },
      postJson: createPostJson(),
      timeoutMs: 60_000,
    });
    await one.send(text);
    expect(forgotten).toBe(1);
  });

  it("knows a refused connection as certainly not sent", async () => {
    server.close();
    server.closeAllConnections();
    expect(await gateway().send(text)).toMatchObject({ type: "failed", cause: "not-connected" });
  });

  it("knows a name that does not resolve as certainly not sent", async () => {
    // The machine's own resolver may be down, and slow to say so.
    const unknown = Object.assign(new Error("getaddrinfo ENOTFOUND"), { code: "ENOTFOUND", syscall: "getaddrinfo" });
    const failing = (_name: string, _options: unknown, callback: (error: Error) => void) => callback(unknown);
    const lookup = vi.spyOn(dns, "lookup").mockImplementation(failing as never);
    onTestFinished(() => lookup.mockRestore());
    const outcome = await gateway(60_000, "http://does-not-exist.invalid/api").send(text);
    expect(outcome).toMatchObject({ type: "failed", cause: "dns" });
    expect(lookup).toHaveBeenCalled();
  });

  it("does not know what became of a request that was written and got no answer", async () => {
    answer = () => undefined;
    expect(await gateway(1000).send(text)).toMatchObject({ type: "failed", cause: "timeout" });
    expect(seen).toHaveLength(1);
  });

  it("does not know what became of a request whose connection broke after it was written", async () => {
    answer = (_response, request) => request.socket.destroy();
    expect(await gateway().send(text)).toMatchObject({ type: "failed", cause: "connection-lost" });
  });

  it("does not know what an answer said that broke off in the middle", async () => {
    answer = (response, request) => {
      response.writeHead(200, { "content-length": "100" });
      response.write('{"ret":200', () => request.socket.destroy());
    };
    expect(await gateway().send(text)).toMatchObject({ type: "failed", cause: "connection-lost" });
  });

  it("keeps one connection for many calls", async () => {
    let connections = 0;
    server.on("connection", () => {
      connections += 1;
    });
    const one = gateway();
    for (let call = 0; call < 5; call += 1) await one.send(text);
    expect(seen).toHaveLength(5);
    expect(connections).toBe(1);
  });
});

describe("asking whether an account is online", () => {
  it.each([
    ['{"ret":200,"msg":"","data":true}', "online"],
    ['{"ret":200,"msg":"","data":false}', "offline"],
    ['{"ret":-1,"msg":"已离线"}', "offline"],
    ['{"ret":500,"msg":"设备不存在"}', "device-gone"],
    ['{"ret":500,"msg":"账号已被限制登录"}', "banned"],
  ])("reads %s", async (body, connection) => {
    answer = (response) => response.end(body);
    expect(await connections().checkOnline("wx_a")).toBe(connection);
    expect(seen[0]).toMatchObject({ path: "/finder/v2/api/login/checkOnline", body: { appId: "wx_a" } });
  });

  it("says so when the gateway gives no answer or refuses", async () => {
    answer = (response) => response.writeHead(502).end();
    await expect(connections().checkOnline("wx_a")).rejects.toMatchObject({ code: "unreachable", retryable: true });
    answer = (response) => response.end('{"ret":500,"msg":"参数错误"}');
    await expect(connections().checkOnline("wx_a")).rejects.toMatchObject({ code: "refused", retryable: false });
  });
});

it("renews a connection", async () => {
  answer = (response) => response.end('{"ret":200,"msg":"","data":true}');
  await connections().reconnect("wx_a");
  expect(seen[0]).toMatchObject({ path: "/finder/v2/api/login/reconnection", body: { appId: "wx_a" } });
});
