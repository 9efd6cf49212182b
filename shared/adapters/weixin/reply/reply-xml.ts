import type { PassiveReply, ReplyHead } from "../../../passive/domain/reply.ts";
import { cdata, cdataIf } from "./cdata.ts";

type ReplyType = PassiveReply["type"];
type Writer<T extends ReplyType> = {
  readonly msgType: string;
  readonly body: (reply: Extract<PassiveReply, { type: T }>) => string;
};

/** One row for each type of reply, its fields in WeChat's order. */
const WRITERS: { readonly [T in ReplyType]: Writer<T> } = {
  text: { msgType: "text", body: ({ text }) => cdata("Content", text) },
  image: { msgType: "image", body: ({ mediaId }) => `<Image>${cdata("MediaId", mediaId)}</Image>` },
  voice: { msgType: "voice", body: ({ mediaId }) => `<Voice>${cdata("MediaId", mediaId)}</Voice>` },
  video: {
    msgType: "video",
    body: ({ mediaId, title, description }) =>
      `<Video>${cdata("MediaId", mediaId)}${cdataIf("Title", title)}${cdataIf("Description", description)}</Video>`,
  },
  music: {
    msgType: "music",
    body: ({ title, description, url, betterUrl, thumbMediaId }) =>
      [
        `<Music>${cdataIf("Title", title)}${cdataIf("Description", description)}${cdataIf("MusicUrl", url)}`,
        `${cdataIf("HQMusicUrl", betterUrl)}${cdata("ThumbMediaId", thumbMediaId)}</Music>`,
      ].join(""),
  },
  news: {
    msgType: "news",
    body: ({ articles }) => {
      const items = articles.map(({ title, description, pictureUrl, url }) =>
        [
          `<item>${cdata("Title", title)}${cdata("Description", description)}`,
          `${cdata("PicUrl", pictureUrl)}${cdata("Url", url)}</item>`,
        ].join(""),
      );
      return `<ArticleCount>${articles.length}</ArticleCount><Articles>${items.join("")}</Articles>`;
    },
  },
  transfer: {
    msgType: "transfer_customer_service",
    body: ({ agent }) => (agent === undefined ? "" : `<TransInfo>${cdata("KfAccount", agent)}</TransInfo>`),
  },
};

/** The reply as WeChat reads it in the answer to a callback, not encrypted: one form for each reply, without blanks. */
export function replyXml(reply: PassiveReply, { to, from, createdAt }: ReplyHead): string {
  const { msgType, body } = writerOf(reply);
  const head = `${cdata("ToUserName", to)}${cdata("FromUserName", from)}`;
  const seconds = Math.floor(createdAt / 1000);
  return `<xml>${head}<CreateTime>${seconds}</CreateTime>${cdata("MsgType", msgType)}${body}</xml>`;
}

function writerOf(reply: PassiveReply): { readonly msgType: string; readonly body: string } {
  const { msgType, body } = WRITERS[reply.type];
  return { msgType, body: (body as (reply: PassiveReply) => string)(reply) };
}
