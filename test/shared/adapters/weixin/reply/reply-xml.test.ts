import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fieldsOf } from "../../../../../shared/adapters/weixin/callback/fields.ts";
import { replyXml } from "../../../../../shared/adapters/weixin/reply/reply-xml.ts";
import { parseWellFormedXml } from "../../../../../shared/kernel/domain/xml.ts";
import type { PassiveReply } from "../../../../../shared/passive/domain/reply.ts";

const HEAD = { to: "openid", from: "gh_1", createdAt: 1_407_743_423_999 };
const BEFORE =
  "<xml><ToUserName><![CDATA[openid]]></ToUserName><FromUserName><![CDATA[gh_1]]></FromUserName><CreateTime>1407743423</CreateTime>";

const article = { title: "标题", description: "", pictureUrl: "https://a/b.jpg", url: "https://a/?b=1&c=2" };
const SAMPLES: readonly [PassiveReply, string][] = [
  [{ type: "text", text: "你好" }, "<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[你好]]></Content>"],
  [
    { type: "image", mediaId: "m" },
    "<MsgType><![CDATA[image]]></MsgType><Image><MediaId><![CDATA[m]]></MediaId></Image>",
  ],
  [
    { type: "voice", mediaId: "m" },
    "<MsgType><![CDATA[voice]]></MsgType><Voice><MediaId><![CDATA[m]]></MediaId></Voice>",
  ],
  [
    { type: "video", mediaId: "m", title: "t", description: "d" },
    "<MsgType><![CDATA[video]]></MsgType><Video><MediaId><![CDATA[m]]></MediaId><Title><![CDATA[t]]></Title><Description><![CDATA[d]]></Description></Video>",
  ],
  [
    { type: "video", mediaId: "m" },
    "<MsgType><![CDATA[video]]></MsgType><Video><MediaId><![CDATA[m]]></MediaId></Video>",
  ],
  [
    { type: "music", title: "t", description: "d", url: "https://u", betterUrl: "https://h", thumbMediaId: "m" },
    "<MsgType><![CDATA[music]]></MsgType><Music><Title><![CDATA[t]]></Title><Description><![CDATA[d]]></Description><MusicUrl><![CDATA[https://u]]></MusicUrl><HQMusicUrl><![CDATA[https://h]]></HQMusicUrl><ThumbMediaId><![CDATA[m]]></ThumbMediaId></Music>",
  ],
  [
    { type: "news", articles: [article] },
    "<MsgType><![CDATA[news]]></MsgType><ArticleCount>1</ArticleCount><Articles><item><Title><![CDATA[标题]]></Title><Description><![CDATA[]]></Description><PicUrl><![CDATA[https://a/b.jpg]]></PicUrl><Url><![CDATA[https://a/?b=1&c=2]]></Url></item></Articles>",
  ],
  [{ type: "transfer" }, "<MsgType><![CDATA[transfer_customer_service]]></MsgType>"],
  [
    { type: "transfer", agent: "kf1@gh_1" },
    "<MsgType><![CDATA[transfer_customer_service]]></MsgType><TransInfo><KfAccount><![CDATA[kf1@gh_1]]></KfAccount></TransInfo>",
  ],
];

describe("a reply as XML", () => {
  it.each(SAMPLES)("has one form: %j", (reply, body) => {
    expect(replyXml(reply, HEAD)).toBe(`${BEFORE}${body}</xml>`);
  });

  it("says any text, and loses only what XML forbids", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 100 }), (given) => {
        const text = `${given}]]>${given}`;
        const xml = replyXml({ type: "text", text }, HEAD);
        expect(parseWellFormedXml(xml)).toBeDefined();
        // The reader makes a line's end of a carriage return, as XML asks for.
        const left = text
          .toWellFormed()
          .replace(/[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "")
          .replace(/\r\n?/g, "\n");
        expect(fieldsOf(xml).Content).toBe(left);
      }),
    );
  });
});
