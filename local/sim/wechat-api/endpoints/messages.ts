import { createHash, randomInt } from "node:crypto";
import { newMessageId } from "../../ids.ts";
import { type Behaviour, type Behaviours, failed, ok, text } from "../endpoint.ts";
import { newMediaPath } from "../media.ts";
import { all, type Check, fetchable, holds, is, mentions, revocable } from "./message-checks.ts";

/** What the answer to a send holds besides the ids: the vendor gives no `type` for media, and no time for videos. */
type Sent = { type?: number; media?: "image" | "video" };

function send(sent: Sent, check?: Check): Behaviour {
  return {
    answer(vendor, body) {
      const fault = check?.(body, vendor.clock.now());
      if (fault !== undefined) return failed(fault);
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

function download(extension: string, check?: Check, member = "fileUrl"): Behaviour {
  return {
    answer(vendor, body) {
      const fault = check?.(body, vendor.clock.now());
      return fault === undefined ? ok({ [member]: vendor.origin() + newMediaPath(extension) }) : failed(fault);
    },
  };
}

/** By the contract's `type` of a file on the CDN. */
const CDN_EXTENSIONS: Readonly<Record<string, string>> = { 4: "mp4", 5: "bin" };

/** Sending, forwarding, revoking and downloading. */
export const messageBehaviours: Behaviours = {
  "/message/postText": send({ type: 1 }, mentions),
  "/message/postFile": send({ type: 6 }, fetchable("fileUrl")),
  "/message/postImage": send({ media: "image" }, fetchable("imgUrl")),
  "/message/postVoice": send({ type: 34 }, fetchable("voiceUrl")),
  "/message/postVideo": send({ media: "video" }, fetchable("videoUrl", "thumbUrl")),
  "/message/postLink": send({ type: 5 }, fetchable("linkUrl", "thumbUrl")),
  "/message/postNameCard": send({ type: 42 }),
  "/message/postLocation": send({ type: 48 }, holds("content", "location")),
  "/message/postEmoji": send({ type: 47 }),
  "/message/postAppMsg": send({ type: 49 }, is("appmsg", "appmsg")),
  "/message/postMiniApp": send({ type: 33 }, fetchable("coverImgUrl")),
  "/message/forwardFile": send({ type: 6 }, holds("xml", "appmsg")),
  "/message/forwardImage": send({ media: "image" }, holds("xml", "img")),
  "/message/forwardVideo": send({ media: "video" }, holds("xml", "videomsg")),
  "/message/forwardUrl": send({ type: 5 }, holds("xml", "appmsg")),
  "/message/forwardMiniApp": send({ type: 33 }, all(holds("xml", "appmsg"), fetchable("coverImgUrl"))),
  "/message/revokeMsg": {
    answer(vendor, body) {
      const fault = revocable(body, vendor.clock.now());
      return fault === undefined ? ok() : failed(fault);
    },
  },
  "/message/downloadFile": download("bin", holds("xml", "appmsg")),
  "/message/downloadImage": download("png", holds("xml", "img")),
  "/message/downloadVoice": download("silk", holds("xml", "voicemsg")),
  "/message/downloadVideo": download("mp4", holds("xml", "videomsg")),
  "/message/downloadEmojiMd5": download("gif", undefined, "url"),
  "/message/downloadCdn": {
    answer: (vendor, body) =>
      ok({ fileUrl: vendor.origin() + newMediaPath(CDN_EXTENSIONS[text(body, "type")] ?? "png") }),
  },
};
