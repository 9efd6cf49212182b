import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  FREE_MOST,
  fieldTypeOf,
  fieldWords,
  tooLong,
  valueFault,
} from "../../../../../shared/messages/domain/templates/field-types.ts";

describe("a value that WeChat takes", () => {
  it.each([
    ["thing1", "春".repeat(20)],
    ["thing12", "a 1，！"],
    ["const3", "已发货"],
    ["enum1", "处理中"],
    ["number1", "9".repeat(32)],
    ["number1", "-12.50"],
    ["letter1", "Abc"],
    ["symbol1", "!@#￥%"],
    ["character_string1", "SF-20260131_0001#A"],
    ["time1", "15:01"],
    ["time1", "2019年10月1日 15:01"],
    ["time1", "2019-10-01 15:01:01"],
    ["time1", "09:00~18:00"],
    ["date1", "2019年10月1日"],
    ["date1", "2019-10-01 ~ 2019-10-07"],
    ["date1", "2019年10月1日 15:01"],
    ["amount1", "￥12.50"],
    ["amount1", "$1234567890"],
    ["amount1", "12.5元"],
    ["phone_number1", "+86-0766-66888866"],
    ["phone_number1", "138****8888"],
    ["car_number1", "粤A8Z888挂"],
    ["name1", "王小明"],
    ["name1", "Mary-Jane O'Neil"],
    ["phrase1", "配送中"],
    ["first", ""],
    ["keyword1", "长".repeat(FREE_MOST)],
    ["remark", "再见\n谢谢"],
    ["orderNo", "1"],
  ])("for %s: %s", (key, value) => {
    expect(valueFault(key, value)).toBeUndefined();
  });
});

describe("a value that WeChat refuses", () => {
  it.each([
    ["thing1", "春".repeat(21), "at most 20 characters; this one has 21 characters"],
    ["thing1", " ", "may not be empty"],
    ["const1", "春".repeat(21), "has 21"],
    ["number1", "9".repeat(33), "at most 32 digits"],
    ["number1", "1.2.3", "this is '1.2.3'"],
    ["number1", "12 元", "a number"],
    ["letter1", "a1", "at most 32 letters"],
    ["letter1", "a".repeat(33), "has 33"],
    ["symbol1", "!!!!!!", "at most 5 symbols"],
    ["symbol1", "a", "symbols"],
    ["character_string1", "订单1", "without Chinese characters"],
    ["character_string1", "a".repeat(33), "has 33"],
    ["time1", "tomorrow", "a time such as 15:01"],
    ["time1", "25:00", "a time"],
    ["time1", "2019年10月1日", "a time"],
    ["date1", "15:01", "a date"],
    ["date1", "2019年13月1日", "a date"],
    ["amount1", "12345678901", "10 digits"],
    ["amount1", "￥￥1", "an amount"],
    ["phone_number1", "1".repeat(18), "17"],
    ["phone_number1", "电话", "telephone"],
    ["car_number1", "粤A8Z888888", "8 characters"],
    ["car_number1", "粤A-8888", "plate"],
    ["name1", "王".repeat(11), "10 characters"],
    ["name1", "R2D2", "without digits"],
    ["phrase1", "正在配送中", undefined],
    ["phrase1", "正在配送中了", "at most 5 Chinese"],
    ["phrase1", "ok", "Chinese"],
    ["keyword1", "长".repeat(FREE_MOST + 1), "has 201"],
  ])("for %s: %s", (key, value, words) => {
    if (words === undefined) expect(valueFault(key, value)).toBeUndefined();
    else expect(valueFault(key, value)).toMatch(new RegExp(`^'${key}' .*${words}`));
  });

  it("is no longer than a person counts: an emoji of two units is one character", () => {
    expect(valueFault("thing1", "😀".repeat(20))).toBeUndefined();
    expect(valueFault("thing1", "😀".repeat(21))).toContain("has 21");
  });
});

describe("the type of a field", () => {
  it("is what its key begins with; keys of older templates have no type", () => {
    expect(["thing1", "character_string12", "phone_number2"].map(fieldTypeOf)).toEqual([
      "thing",
      "character_string",
      "phone_number",
    ]);
    for (const key of ["first", "keyword1", "remark", "thing", "constructor1", "Thing1"]) {
      expect(fieldTypeOf(key)).toBeUndefined();
      expect(fieldWords(key)).toBe(`at most ${FREE_MOST} characters`);
    }
  });

  it("bounds every value: what is longer than any field takes is refused for each", () => {
    const keys = ["thing1", "number1", "time2", "name3", "enum4", "first", "keyword1", "x"];
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.string({ minLength: 2 * FREE_MOST + 2 }), (key, value) => {
        expect(valueFault(key, value)).toBeDefined();
        expect(tooLong(key, value)).toBeDefined();
      }),
    );
  });
});
