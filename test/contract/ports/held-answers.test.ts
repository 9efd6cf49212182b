import { expect, it } from "vitest";
import { anInboundText } from "../../support/builders.ts";
import { onEveryStorage } from "./every-storage.ts";

const messages = [anInboundText(), anInboundText({ newMsgId: "7000000000000000002", text: "在吗 #1" })];

onEveryStorage("held answers", (fresh) => {
  it("are one an account, until that very one is released", async () => {
    const { heldAnswers } = await fresh();
    expect(await heldAnswers.get("wx_a")).toBeUndefined();
    expect(await heldAnswers.hold("wx_a", "first", messages)).toBe(true);
    expect(await heldAnswers.hold("wx_a", "second", [anInboundText()])).toBe(false);
    expect(await heldAnswers.hold("wx_b", "other", [anInboundText()])).toBe(true);
    expect(await heldAnswers.get("wx_a")).toEqual({ id: "first", messages });
    await heldAnswers.release("wx_a", "second");
    expect(await heldAnswers.get("wx_a")).toEqual({ id: "first", messages });
    await heldAnswers.release("wx_a", "first");
    await heldAnswers.release("wx_a", "first");
    expect(await heldAnswers.get("wx_a")).toBeUndefined();
    expect(await heldAnswers.hold("wx_a", "second", messages)).toBe(true);
  });
});
