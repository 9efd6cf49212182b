import { describe, expect, it } from "vitest";
import { contentSchema } from "../../../../shared/messages/domain/content.ts";
import { commandDeduplicationId, commandSchema } from "../../../../shared/outbound/domain/command.ts";
import { aCommand } from "../../../support/builders.ts";

describe("a command", () => {
  it("survives its way through a queue unchanged", () => {
    const command = aCommand({ content: { type: "text", text: "你好 👋", mentions: ["wxid_a"] } });
    expect(commandSchema.parse(JSON.parse(JSON.stringify(command)))).toEqual(command);
  });

  it("has another deduplication id in each generation, and the same one in the same", () => {
    const ids = [0, 1, 2, 2].map((generation) => commandDeduplicationId(aCommand({ generation })));
    expect(new Set(ids).size).toBe(3);
    expect(ids[2]).toBe(ids[3]);
    expect(commandDeduplicationId(aCommand({ id: "cmd_2" }))).not.toBe(ids[0]);
  });

  it.each([
    ["a negative generation", { ...aCommand(), generation: -1 }],
    ["a broken generation", { ...aCommand(), generation: 0.5 }],
    ["no recipient", { ...aCommand(), to: "" }],
    ["no origin", { ...aCommand(), origin: undefined }],
    ["an unknown content", { ...aCommand(), content: { type: "sticker" } }],
  ])("is none with %s", (_what, value) => {
    expect(commandSchema.safeParse(value).success).toBe(false);
  });

  it.each([
    { type: "text", text: "" },
    { type: "forward", as: "voice", xml: "<msg/>" },
    { type: "location", xml: "" },
    { type: "emoji", md5: "", size: 1 },
    { type: "emoji", md5: "a", size: 1.5 },
    { type: "card", wxid: "", nickname: "" },
    { type: "app" },
  ])("cannot send %j", (content) => {
    expect(contentSchema.safeParse(content).success).toBe(false);
  });
});
