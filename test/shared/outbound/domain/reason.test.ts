import { describe, expect, it } from "vitest";
import { VERDICTS } from "../../../../shared/outbound/domain/outcome.ts";
import { commandReasonCodes, commandReasonWords } from "../../../../shared/outbound/domain/reason.ts";

describe("the reason of a command", () => {
  it("has a code for every way in which a try fails", () => {
    expect(commandReasonCodes).toEqual(expect.arrayContaining(Object.keys(VERDICTS)));
  });

  it("is told in Chinese, whatever the code, with the vendor's words in brackets", () => {
    for (const code of commandReasonCodes) {
      expect(commandReasonWords({ code })).toMatch(/^[^a-z]*\p{Script=Han}/u);
      expect(commandReasonWords({ code, detail: "ret 500" })).toBe(`${commandReasonWords({ code })}（ret 500）`);
    }
    expect(commandReasonWords({ code: "refused", detail: "" })).toBe(commandReasonWords({ code: "refused" }));
  });

  it("of an earlier version is told as it was written", () => {
    expect(commandReasonWords({ words: "refused: ret 500" })).toBe("refused: ret 500");
  });
});
