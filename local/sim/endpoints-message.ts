import { createHash, randomInt } from "node:crypto";
import { type Behaviour, type Behaviours, ok, text } from "./endpoint.ts";
import { newMessageId } from "./ids.ts";

/** What the answer to a send holds besides the ids: the vendor gives no `type` for media, and no time for videos. */
type Sent = { type?: number; media?: "image" | "video" };

function send(sent: Sent): Behaviour {
  return {
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

function download(member = "fileUrl"): Behaviour {
  return { answer: () => ok({ [member]: `https://media.example.com/${newMessageId()}` }) };
}

/** Sending, forwarding, revoking and downloading. */
export const messageBehaviours: Behaviours = {
  "/message/postText": send({ type: 1 }),
  "/message/postFile": send({ type: 6 }),
  "/message/postImage": send({ media: "image" }),
  "/message/postVoice": send({ type: 34 }),
  "/message/postVideo": send({ media: "video" }),
  "/message/postLink": send({ type: 5 }),
  "/message/postNameCard": send({ type: 42 }),
  "/message/postLocation": send({ type: 48 }),
  "/message/postEmoji": send({ type: 47 }),
  "/message/postAppMsg": send({ type: 49 }),
  "/message/postMiniApp": send({ type: 33 }),
  "/message/forwardFile": send({ type: 6 }),
  "/message/forwardImage": send({ media: "image" }),
  "/message/forwardVideo": send({ media: "video" }),
  "/message/forwardUrl": send({ type: 5 }),
  "/message/forwardMiniApp": send({ type: 33 }),
  "/message/downloadFile": download(),
  "/message/downloadImage": download(),
  "/message/downloadVoice": download(),
  "/message/downloadVideo": download(),
  "/message/downloadEmojiMd5": download("url"),
  "/message/downloadCdn": download(),
};
