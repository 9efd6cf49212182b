import { describe, expect, it } from "vitest";
import { fold, foldInScript, withoutUnseen } from "../../../../shared/kernel/domain/fold.ts";
import { simplified } from "../../../../shared/kernel/domain/simplified.ts";

describe("texts as keywords are compared", () => {
  it.each([
    ["❤️", "❤"],
    ["☎", "☎️"],
    ["☎\uFE0E", "☎"],
    ["1️⃣", "1⃣"],
    ["价\u200B格", "价格"],
    ["\uFEFF价格\u200E", "价格"],
    ["价\u2060格", "价格"],
    ["价\u00AD格", "价格"],
    ["\u202A价格\u202C", "价格"],
    ["\u2067价格\u2069", "价格"],
    ["价\u180E格", "价格"],
    ["葛\u{E0100}", "葛"],
    ["👨‍👩‍👧", "👨👩👧"],
    ["　ＡＢＣ１ ", "abc1"],
    ["請問價格", "请问价格"],
    ["營業時間", "营业时间"],
    ["裡面", "里面"],
    ["裏面", "里面"],
    ["臺灣", "台湾"],
    ["頭髮", "头发"],
    ["發票", "发票"],
    ["乾杯", "干杯"],
    ["餸", "𩠌"],
    ["𡻕", "岁"],
    ["𰻞𰻞麵", "𰻝𰻝面"],
  ])("%j and %j are alike", (one, other) => expect(fold(one)).toBe(fold(other)));

  it.each([
    ["❤", "♥"],
    ["价格", "价钱"],
    ["🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"],
  ])("%j and %j are not", (one, other) => expect(fold(one)).not.toBe(fold(other)));

  it("are the same script where only that counts", () => {
    expect(foldInScript("請問 ❤️")).toBe("請問 ❤");
    expect(foldInScript("請問")).not.toBe(foldInScript("请问"));
  });

  it("of signs that show nothing stay as they are: a keyword is never empty", () => {
    expect(withoutUnseen("\u200B")).toBe("\u200B");
    expect(fold("\uFE0F")).toBe("\uFE0F");
  });

  it("without traditional characters are the very same text", () => {
    const text = "简体中文 English 😀 ひらがな 한국어";
    expect(simplified(text)).toBe(text);
    expect(simplified("😀價𠀀")).toBe("😀价𠀀");
    expect(simplified("\uD800價")).toBe("\uD800价");
  });
});
