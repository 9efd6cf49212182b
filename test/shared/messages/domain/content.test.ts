import { describe, expect, it } from "vitest";
import {
  contentSchema,
  messageContentSchema,
  operatorContentSchema,
} from "../../../../shared/messages/domain/content.ts";

const FILE = "https://cdn.example.com/a.bin";
const place = { type: "place", latitude: 31.2, longitude: 121.5, label: "上海市", name: "东方明珠" };
const acceptance = { type: "accept-friend", v3: "v3_1", v4: "v4_1", scene: 6 };
const revocation = { type: "revoke", msgId: "1", newMsgId: "2", createTime: 3 };

describe("a content", () => {
  it.each([
    { type: "text", text: "x".repeat(10_001) },
    { type: "text", text: "a", mentions: ["wxid_a,wxid_b"] },
    { type: "text", text: "a", mentions: Array.from({ length: 101 }, (_, index) => `wxid_${index}`) },
    { type: "text", text: "a", mention: ["wxid_a"] },
    { type: "image", url: "http://cdn.example.com/a.png" },
    { type: "file", url: FILE, name: "../a.pdf" },
    { type: "file", url: FILE, name: " " },
    { type: "voice", url: FILE, durationMs: 60_001 },
    { type: "video", url: FILE, thumbUrl: "https://127.0.0.1/", durationSeconds: 1 },
    { type: "link", title: "t", description: "d", url: "javascript:alert(1)", thumbUrl: FILE },
    { type: "card", wxid: "a b", nickname: "" },
    { ...place, latitude: 90.1 },
    { ...place, longitude: Number.NaN },
    { ...place, name: "" },
    {
      type: "mini-program",
      miniAppId: "gh_1",
      username: "a",
      displayName: "a",
      title: "t",
      pagePath: "p",
      coverUrl: FILE,
    },
    { type: "forward", as: "mini-program", xml: "<msg/>" },
    { type: "forward", as: "image", xml: "<msg/>", coverUrl: FILE },
    { type: "app", xml: "" },
    { ...revocation, newMsgId: "7e3" },
    { ...acceptance, v4: "" },
    { type: "sticker" },
  ])("is none that has a fault, such as %j", (content) => {
    expect(contentSchema.safeParse(content).success).toBe(false);
  });

  it("names the member that is at fault", () => {
    const { error } = contentSchema.safeParse({ type: "voice", url: "http://a.example.com/", durationMs: 0.5 });
    expect(error?.issues.map(({ path, message }) => [path.join("."), message])).toEqual([
      ["url", "the URL must begin with https://"],
      ["durationMs", expect.stringContaining("int")],
    ]);
  });

  it("takes revokes from nobody, and acceptances from operators only", () => {
    expect(
      [messageContentSchema, operatorContentSchema, contentSchema].map((schema) => schema.safeParse(place).success),
    ).toEqual([true, true, true]);
    expect(
      [messageContentSchema, operatorContentSchema, contentSchema].map(
        (schema) => schema.safeParse(acceptance).success,
      ),
    ).toEqual([false, true, true]);
    expect(
      [messageContentSchema, operatorContentSchema, contentSchema].map(
        (schema) => schema.safeParse(revocation).success,
      ),
    ).toEqual([false, false, true]);
  });
});
