import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Content } from "../../../../shared/messages/domain/content.ts";
import { officialContentFaults, officialContents } from "../../../../shared/messages/domain/official-content.ts";
import { splitText } from "../../../../shared/messages/domain/texts/split-text.ts";

const url = "https://cdn.example.com/a.jpg";
const text = (words: string): Content => ({ type: "text", text: words });

describe("what an Official Account can send", () => {
  it("is text, image, voice, video, link and mini program", () => {
    const contents: Content[] = [
      text("您好"),
      { type: "image", url },
      { type: "voice", url, durationMs: 1000 },
      { type: "video", url, thumbUrl: url, durationSeconds: 3 },
      { type: "link", title: "春季新品", description: "", url: "https://example.com/", thumbUrl: url },
      {
        type: "mini-program",
        miniAppId: "wx1",
        username: "gh_1@app",
        displayName: "点单",
        title: "点单",
        pagePath: "pages/home",
        coverUrl: url,
      },
    ];
    expect(contents.flatMap((content) => officialContentFaults(content))).toEqual([]);
  });

  it("is nothing that only people send", () => {
    const contents: Content[] = [
      { type: "card", wxid: "wxid_a", nickname: "客服" },
      { type: "emoji", md5: "0a", size: 1 },
      { type: "file", url, name: "a.pdf" },
      { type: "forward", as: "image", xml: "<msg/>" },
      { type: "accept-friend", v3: "3", v4: "4", scene: 6 },
    ];
    for (const content of contents) {
      const [fault] = officialContentFaults(content);
      expect(fault?.path).toBe("type");
      expect(fault?.message).toContain(`cannot send '${content.type}'`);
    }
  });

  it("of a mini program is a text, a picture, a link or a card, and nothing else", () => {
    const link: Content = { type: "link", title: "春", description: "", url: "https://example.com/", thumbUrl: url };
    for (const content of [text("好"), { type: "image", url } as const, link]) {
      expect(officialContentFaults(content, "mini-program")).toEqual([]);
    }
    expect(officialContentFaults({ type: "voice", url, durationMs: 1000 }, "mini-program")).toEqual([
      {
        path: "type",
        message: "a mini program cannot send 'voice': it sends text, image, link, mini-program, subscription",
      },
    ]);
    expect(officialContentFaults(text("长".repeat(682 * 5 + 1)), "mini-program")).toEqual([
      { path: "text", message: "a text for a mini program may have 5 parts of 2048 bytes; this one has 6" },
    ]);
  });

  it("mentions nobody, and has five parts at most", () => {
    expect(officialContentFaults({ type: "text", text: "好", mentions: ["wxid_a"] })).toMatchObject([
      { path: "mentions" },
    ]);
    expect(officialContentFaults(text("长".repeat(682 * 5)))).toEqual([]);
    expect(officialContentFaults(text("长".repeat(682 * 5 + 1)))).toEqual([
      { path: "text", message: "a text for an Official Account may have 5 parts of 2048 bytes; this one has 6" },
    ]);
  });
});

describe("a text of more than 2,048 bytes", () => {
  it("goes out in parts, everything else as it is", () => {
    const long = text("一".repeat(700));
    expect(officialContents(long)).toEqual([text("一".repeat(682)), text("一".repeat(18))]);
    const image: Content = { type: "image", url };
    expect(officialContents(image)).toEqual([image]);
    expect(officialContents(text("好"))).toEqual([text("好")]);
  });

  it("is split where it pauses: at an empty line, a line, a sentence, a blank", () => {
    expect(splitText("aaaa\n\nbb\ncccc", 12)).toEqual(["aaaa", "bb\ncccc"]);
    expect(splitText("aaaa\nbb. cccc", 9)).toEqual(["aaaa", "bb. cccc"]);
    expect(splitText("春天来了。花开了", 21)).toEqual(["春天来了。", "花开了"]);
    expect(splitText("hello beautiful", 10)).toEqual(["hello", "beautiful"]);
    expect(splitText("a bbbbbbbbbbbbb", 10)).toEqual(["a bbbbbbbb", "bbbbb"]);
  });

  it("leaves links and addresses whole", () => {
    const address = "https://a.cn/p?id=1,2;b=3!";
    expect(splitText(`春天来了，真好 ${address} 春`, 32)).toEqual(["春天来了，真好", `${address} 春`]);
    expect(splitText(`今天的活动详情见 ${address}`, 35)).toEqual(["今天的活动详情见", address]);
    const link = '<a href="https://a.cn/">看看 这里</a>';
    expect(splitText(`春天来了，花儿都开了，快来，${link}`, 75)).toEqual(["春天来了，花儿都开了，快来，", link]);
    expect(splitText(link.repeat(2), 50)).toEqual([link, link]);
    expect(splitText("ask what? then 1,000 go", 12)).toEqual(["ask what?", "then 1,000", "go"]);
    expect(splitText(`https://a.cn/${"x".repeat(20)}`, 20)).toEqual(["https://a.cn/xxxxxxx", "xxxxxxxxxxxxx"]);
  });

  it("keeps signs of several characters together, as long as a message has room for one", () => {
    const family = "👨‍👩‍👧‍👦";
    expect(splitText(family.repeat(3), 60)).toEqual([family.repeat(2), family]);
    expect(splitText("e\u0301\u0301\u0301\u0301", 5)).toEqual(["e\u0301\u0301", "\u0301\u0301"]);
  });

  it("loses nothing but blanks, and no part is too long, empty or broken", () => {
    const word = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 });
    const blank = fc.constantFrom(" ", "\n", "\n\n", "。", "，", "");
    const words = fc.array(fc.tuple(word, blank), { maxLength: 60 }).map((list) => list.flat().join("").trim());
    fc.assert(
      fc.property(words, fc.integer({ min: 4, max: 200 }), (given, limit) => {
        const parts = splitText(given, limit);
        for (const part of parts) {
          expect(Buffer.byteLength(part)).toBeLessThanOrEqual(limit);
          if (given !== "") expect(part).not.toBe("");
          expect(part.isWellFormed()).toBe(true);
        }
        expect(parts.join("").replace(/\s/g, "")).toBe(given.replace(/\s/g, ""));
      }),
    );
  });
});
