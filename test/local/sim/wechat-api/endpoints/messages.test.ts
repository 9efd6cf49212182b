import { expect, it } from "vitest";
import { messageXml } from "../../../../support/callbacks/message-xml.ts";
import { aSimulator } from "../../support.ts";

const APP = "wx_demo_alpha";
const to = { appId: APP, toWxid: "wxid_friend" };
const FILE = "https://cdn.example.com/a.bin";

it.each<[string, object]>([
  ["postImage", { imgUrl: FILE }],
  ["postFile", { fileUrl: FILE, fileName: "a.bin" }],
  ["postVoice", { voiceUrl: FILE, voiceDuration: 1 }],
  ["postVideo", { videoUrl: FILE, thumbUrl: FILE, videoDuration: 1 }],
  ["postLink", { title: "t", desc: "d", linkUrl: FILE, thumbUrl: FILE }],
  ["postText", { content: "hi", ats: "wxid_a,notify@all" }],
  ["postLocation", { content: messageXml.location() }],
  ["postAppMsg", { appmsg: "<appmsg><title>t</title></appmsg>" }],
  ["forwardImage", { xml: messageXml.image() }],
  ["forwardVideo", { xml: messageXml.video() }],
  ["forwardFile", { xml: messageXml.file() }],
  ["forwardUrl", { xml: messageXml.link() }],
  ["forwardMiniApp", { xml: messageXml.miniProgram(), coverImgUrl: FILE }],
])("sends what the vendor could: %s", async (method, body) => {
  const { call } = await aSimulator();
  expect((await call(`/message/${method}`, { ...to, ...body })).body).toMatchObject({ ret: 200 });
});

it.each<[string, object, string]>([
  ["postImage", { imgUrl: "a.png" }, "imgUrl 下载失败"],
  ["postVideo", { videoUrl: FILE, thumbUrl: "", videoDuration: 1 }, "thumbUrl 下载失败"],
  ["postText", { content: "hi", ats: "wxid_a,,wxid_b" }, "ats 格式错误"],
  ["postLocation", { content: "<msg/>" }, "content 解析失败: 缺少 location"],
  ["postAppMsg", { appmsg: "<msg><appmsg/></msg>" }, "appmsg 应为 appmsg 节点"],
  ["forwardImage", { xml: messageXml.video() }, "xml 解析失败: 缺少 img"],
  ["forwardMiniApp", { xml: messageXml.miniProgram(), coverImgUrl: "" }, "coverImgUrl 下载失败"],
  ["revokeMsg", { msgId: "x", newMsgId: "1", createTime: "1" }, "撤回失败: 消息不存在"],
  ["revokeMsg", { msgId: "1", newMsgId: "1", createTime: "1" }, "撤回失败: 超过两分钟"],
])("refuses what the vendor could not: %s with %j", async (method, body, msg) => {
  const { call } = await aSimulator();
  expect((await call(`/message/${method}`, { ...to, ...body })).body).toEqual({ ret: 500, msg });
});

it("takes a message back for two minutes", async () => {
  const { call, clock } = await aSimulator();
  const createTime = String(Math.floor(clock.now() / 1000));
  const revoke = () => call("/message/revokeMsg", { ...to, msgId: "1", newMsgId: "2", createTime });
  expect((await revoke()).body).toEqual({ ret: 200, msg: "操作成功" });
  clock.advance(122);
  expect((await revoke()).body).toMatchObject({ ret: 500 });
});

it.each<[string, object, string, string]>([
  ["downloadImage", { xml: messageXml.image(), type: 2 }, "image/png", "\u0089PNG"],
  ["downloadVoice", { xml: messageXml.voice(), msgId: 1 }, "application/octet-stream", "\u0002#!SILK_V3"],
  ["downloadVideo", { xml: messageXml.video() }, "video/mp4", "\0\0\0\u0018ftyp"],
  ["downloadFile", { xml: messageXml.file() }, "application/octet-stream", "wechat-fleet"],
  ["downloadEmojiMd5", { emojiMd5: "9f8e" }, "image/gif", "GIF89a"],
  ["downloadCdn", { aesKey: "a", fileId: "f", type: "4", totalSize: "1", suffix: "" }, "video/mp4", "\0\0\0\u0018ftyp"],
])("serves the files of %s", async (method, body, type, beginning) => {
  const { call } = await aSimulator();
  const { data } = (await call(`/message/${method}`, { appId: APP, ...body })).body as {
    data: { fileUrl?: string; url?: string };
  };
  const answer = await fetch(data.fileUrl ?? data.url ?? "");
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, type]);
  expect(Buffer.from(await answer.arrayBuffer()).toString("latin1")).toMatch(beginning);
});

it("serves no other files", async () => {
  const { url } = await aSimulator();
  for (const path of ["/media/1.exe", "/media/", "/media/1.png/x"]) {
    expect((await fetch(url + path)).status, path).toBe(404);
  }
});
