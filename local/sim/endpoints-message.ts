import { createHash, randomInt } from "node:crypto";
import type { Fields } from "./contract.ts";
import { type Endpoint, ok, text } from "./endpoint.ts";
import { newMessageId } from "./ids.ts";

/** What the answer to a send holds besides the ids: the vendor gives no `type` for media, and no time for videos. */
type Sent = { type?: number; media?: "image" | "video" };

function send(path: string, fields: Fields, sent: Sent): Endpoint {
  return {
    path: `/message/${path}`,
    fields: { toWxid: "string", ...fields },
    account: "online",
    answer(vendor, body) {
      return ok({
        toWxid: text(body, "toWxid"),
        createTime: sent.media === "video" ? null : Math.floor(vendor.clock.now() / 1000),
        msgId: randomInt(1, 2 ** 31),
        newMsgId: newMessageId(),
        type: sent.type ?? null,
        ...(sent.media ? mediaOf(JSON.stringify(Object.values(body).map(String)), sent.media) : {}),
      });
    },
  };
}

function mediaOf(content: string, kind: "image" | "video") {
  const md5 = createHash("md5").update(content).digest("hex");
  const media = { aesKey: md5, fileId: `3057020100${md5}`, length: 4096 };
  return kind === "image" ? { ...media, width: 640, height: 480, md5 } : media;
}

function download(path: string, fields: Fields, member = "fileUrl"): Endpoint {
  return {
    path: `/message/${path}`,
    fields,
    account: "online",
    answer: () => ok({ [member]: `https://media.example.com/${newMessageId()}` }),
  };
}

const xml = { xml: "string" } as const;

/** Sending, forwarding, revoking and downloading. */
export const messageEndpoints: Endpoint[] = [
  send("postText", { content: "string", "ats?": "string" }, { type: 1 }),
  send("postFile", { fileUrl: "string", fileName: "string" }, { type: 6 }),
  send("postImage", { imgUrl: "string" }, { media: "image" }),
  send("postVoice", { voiceUrl: "string", voiceDuration: "integer" }, { type: 34 }),
  send("postVideo", { videoUrl: "string", thumbUrl: "string", videoDuration: "integer" }, { media: "video" }),
  send("postLink", { title: "string", desc: "string", linkUrl: "string", thumbUrl: "string" }, { type: 5 }),
  send("postNameCard", { nickName: "string", nameCardWxid: "string" }, { type: 42 }),
  send("postLocation", { content: "string" }, { type: 48 }),
  send("postEmoji", { emojiMd5: "string", emojiSize: "integer" }, { type: 47 }),
  send("postAppMsg", { appmsg: "string" }, { type: 49 }),
  send(
    "postMiniApp",
    {
      miniAppId: "string",
      displayName: "string",
      pagePath: "string",
      coverImgUrl: "string",
      title: "string",
      userName: "string",
    },
    { type: 33 },
  ),
  send("forwardFile", xml, { type: 6 }),
  send("forwardImage", xml, { media: "image" }),
  send("forwardVideo", xml, { media: "video" }),
  send("forwardUrl", xml, { type: 5 }),
  send("forwardMiniApp", { ...xml, coverImgUrl: "string" }, { type: 33 }),
  {
    path: "/message/revokeMsg",
    fields: { toWxid: "string", msgId: "string", newMsgId: "string", createTime: "string" },
    account: "online",
    answer: () => ok(),
  },
  download("downloadFile", xml),
  download("downloadImage", { ...xml, type: "integer" }),
  download("downloadVoice", { ...xml, msgId: "number" }),
  download("downloadVideo", xml),
  download("downloadEmojiMd5", { emojiMd5: "string" }, "url"),
];
