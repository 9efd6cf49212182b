import { describe, expect, it } from "vitest";
import { reasonAttributes, reasonIn } from "../../../../../shared/outbound/adapters/ledger/reason.ts";
import type { CommandReason } from "../../../../../shared/outbound/domain/reason.ts";

describe("a reason in its row", () => {
  it.each<CommandReason>([{ code: "too-old" }, { code: "refused", detail: "ret 500" }, { words: "refused: ret 500" }])(
    "%j is read as it was written",
    (reason) => {
      expect(reasonIn(reasonAttributes(reason))).toEqual(reason);
    },
  );

  it("of a row from before there were codes is its words", () => {
    expect(reasonIn({ reason: { S: "群发已取消" } })).toEqual({ words: "群发已取消" });
    expect(reasonIn({})).toBeUndefined();
  });

  it("whose code a later version wrote is told by the code and its detail", () => {
    expect(reasonIn({ reasonCode: { S: "not-yet-known" } })).toEqual({ words: "not-yet-known" });
    const item = { reasonCode: { S: "not-yet-known" }, reason: { S: "errcode 45015" } };
    expect(reasonIn(item)).toEqual({ words: "not-yet-known: errcode 45015" });
  });
});
