import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decrypt } from "../../../../../shared/adapters/weixin/callback/decrypt.ts";
import { encrypt } from "../../../../../shared/adapters/weixin/callback/encrypt.ts";
import { fieldsOf, textIn } from "../../../../../shared/adapters/weixin/callback/fields.ts";
import { isSigned } from "../../../../../shared/adapters/weixin/callback/signature.ts";
import { replyXml } from "../../../../../shared/adapters/weixin/reply/reply-xml.ts";
import { sealedReply } from "../../../../../shared/adapters/weixin/reply/sealed-reply.ts";

/** Tencent's sample code in Java (`WXBizMsgCryptTest`) and WxJava (`WxCryptUtilTest`) have the same values. */
const TENCENT = {
  key: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
  appId: "wxb11529c136998cb6",
  random: Buffer.from("aaaabbbbccccdddd"),
};

/** wechatpy, `tests/test_crypto.py`. */
const WECHATPY = {
  key: {
    token: "123456",
    encodingAesKey: "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR",
    recipient: "wx49f0ab532d5d035a",
  },
  salt: { timestamp: "1411525903", nonce: "461056294", random: Buffer.from("1234567890123456") },
  reply: [
    "<xml>",
    "<MsgType><![CDATA[text]]></MsgType>",
    "<Content><![CDATA[test]]></Content>",
    "<FromUserName><![CDATA[wx49f0ab532d5d035a]]></FromUserName>",
    "<ToUserName><![CDATA[messense]]></ToUserName>",
    "<AgentID>1</AgentID>",
    "<CreateTime>1411525903</CreateTime>",
    "</xml>",
  ].join("\n"),
  sealed: [
    "<xml>",
    "<Encrypt><![CDATA[9s4gMv99m88kKTh/H8IdkOiMg6bisoy3ypwy9H4hvSPe9nsGaqyw5hhSjdYbcrKk+j3nba4HMOTzHrluLBYqxgNcBqGsL8GqxlhZgURnAtObvesEl5nZ+uBE8bviY0LWke8Zy9V/QYKxNV2FqllNXcfmstttyIkMKCCmVbCFM2JTF5wY0nFhHZSjPUL2Q1qvSUCUld+/WIXrx0oyKQmpB6o8NRrrNrsDf03oxI1p9FxUgMnwKKZeOA/uu+2IEvEBtb7muXsVbwbgX05UPPJvFurDXafG0RQyPR+mf1nDnAtQmmNOuiR5MIkdQ39xn1vWwi1O5oazPoQJz0nTYjxxEE8kv3kFxtAGVRe3ypD3WeK2XeFYFMNMpatF9XiKzHo3]]></Encrypt>",
    "<MsgSignature><![CDATA[407518b7649e86ef23978113f92d27afa9296533]]></MsgSignature>",
    "<TimeStamp>1411525903</TimeStamp>",
    "<Nonce><![CDATA[461056294]]></Nonce>",
    "</xml>",
  ].join("\n"),
};

describe("an encrypted reply", () => {
  it("is that of Tencent's sample code and of WxJava, with their random part", () => {
    expect(encrypt("我是中文abcd123", TENCENT.key, TENCENT.appId, TENCENT.random)).toBe(
      "jn1L23DB+6ELqJ+6bruv21Y6MD7KeIfP82D6gU39rmkgczbWwt5+3bnyg5K55bgVtVzd832WzZGMhkP72vVOfg==",
    );
  });

  it("is theirs also for a video, whose XML is theirs too", () => {
    const mediaId = "eYJ1MbwPRJtOvIEabaxHs7TX2D-HV71s79GUxqdUkjm6Gs2Ed1KF3ulAOA9H1xG0";
    const said = "testCallBackReplyVideo";
    const head = { to: "oia2Tj我是中文jewbmiOUlr6X-1crbLOvLw", from: "gh_7f083739789a", createdAt: 1_407_743_423_000 };
    const xml = replyXml({ type: "video", mediaId, title: said, description: said }, head);
    expect(encrypt(xml, TENCENT.key, TENCENT.appId, TENCENT.random)).toBe(
      "jn1L23DB+6ELqJ+6bruv23M2GmYfkv0xBh2h+XTBOKVKcgDFHle6gqcZ1cZrk3e1qjPQ1F4RsLWzQRG9udbKWesxlkupqcEcW7ZQweImX9+wLMa0GaUzpkycA8+IamDBxn5loLgZpnS7fVAbExOkK5DYHBmv5tptA9tklE/fTIILHR8HLXa5nQvFb3tYPKAlHF3rtTeayNf0QuM+UW/wM9enGIDIJHF7CLHiDNAYxr+r+OrJCmPQyTy8cVWlu9iSvOHPT/77bZqJucQHQ04sq7KZI27OcqpQNSto2OdHCoTccjggX5Z9Mma0nMJBU+jLKJ38YB1fBIz+vBzsYjrTmFQ44YfeEuZ+xRTQwr92vhA9OxchWVINGC50qE/6lmkwWTwGX9wtQpsJKhP+oS7rvTY8+VdzETdfakjkwQ5/Xka042OlUb1/slTwo4RscuQ+RdxSGvDahxAJ6+EAjLt9d8igHngxIbf6YyqqROxuxqIeIch3CssH/LqRs+iAcILvApYZckqmA7FNERspKA5f8GoJ9sv8xmGvZ9Yrf57cExWtnX8aCMMaBropU/1k+hKP5LVdzbWCG0hGwx/dQudYR/eXp3P0XxjlFiy+9DMlaFExWUZQDajPkdPrEeOwofJb",
    );
  });

  it("is wechatpy's to the byte, signature and envelope included", () => {
    expect(sealedReply(WECHATPY.reply, WECHATPY.key, WECHATPY.salt)).toBe(WECHATPY.sealed);
  });

  it("opens with the account's own keys, whatever it says", () => {
    const { key } = WECHATPY;
    const hex = fc.uint8Array({ minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), hex, fc.nat(), (text, random, nonce) => {
        const sealed = sealedReply(text, key, { timestamp: "1411525903", nonce: String(nonce), random });
        const fields = fieldsOf(sealed);
        const encrypted = textIn(fields, "Encrypt");
        const parts = [key.token, textIn(fields, "TimeStamp"), textIn(fields, "Nonce"), encrypted];
        expect(isSigned(textIn(fields, "MsgSignature"), parts)).toBe(true);
        expect(decrypt(encrypted, key.encodingAesKey, key.recipient)).toBe(text);
      }),
    );
  });

  it("wants 16 random bytes", () => {
    expect(() => encrypt("", TENCENT.key, TENCENT.appId, new Uint8Array(15))).toThrow("16 random bytes");
  });
});
