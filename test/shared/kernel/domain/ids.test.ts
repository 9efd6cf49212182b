import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commandId, inboundDeduplicationId, sha256Hex } from "../../../../shared/kernel/domain/ids.ts";

const word = fc.stringMatching(/^[A-Za-z0-9_@-]{1,20}$/);

describe("ids", () => {
  it("are SHA-256 in lower-case hex", () => {
    expect(sha256Hex("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });

  it("keep the parts apart", () => {
    expect(sha256Hex("a", "bc")).not.toBe(sha256Hex("ab", "c"));
    expect(inboundDeduplicationId("wx_1", "23")).not.toBe(inboundDeduplicationId("wx_12", "3"));
  });

  it("of two messages differ when their NewMsgIds differ only in the last digit", () => {
    const [a, b] = ["9223372036854775806", "9223372036854775807"].map((id) => inboundDeduplicationId("wx_1", id));
    expect(a).not.toBe(b);
    expect(a).toMatch(/^[0-9a-f]{64}$/);
  });

  it("of commands are the same for the same source, rule and ordinal, and for nothing else", () => {
    const part = fc.tuple(word, word, fc.nat(50));
    fc.assert(
      fc.property(part, part, (one, other) => {
        expect(commandId(...one)).toBe(commandId(...one));
        expect(commandId(...one) === commandId(...other)).toBe(JSON.stringify(one) === JSON.stringify(other));
        expect(commandId(...one)).toMatch(/^cmd_[0-9a-f]{32}$/);
      }),
    );
  });
});
