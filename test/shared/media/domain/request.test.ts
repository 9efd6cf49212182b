import { describe, expect, it } from "vitest";
import { mediaKey, mediaRequestSchema } from "../../../../shared/media/domain/request.ts";

const key = (request: unknown, appId = "wx_a") => mediaKey(appId, mediaRequestSchema.parse(request));

describe("a request for a received file", () => {
  it("finds the same object each time, however its members are ordered", () => {
    const first = key({ kind: "voice", xml: "<msg/>", msgId: "1" });
    expect(first).toMatch(/^media\/wx_a\/[0-9a-f]{64}$/);
    expect(key({ msgId: "1", xml: "<msg/>", kind: "voice" })).toBe(first);
    expect(key({ kind: "image", xml: "<msg/>" })).toBe(key({ kind: "image", xml: "<msg/>", quality: "regular" }));
  });

  it("finds another one for another account, message, kind or quality", () => {
    const keys = [
      key({ kind: "image", xml: "<msg/>" }),
      key({ kind: "image", xml: "<msg/>" }, "wx_b"),
      key({ kind: "image", xml: "<msg></msg>" }),
      key({ kind: "image", xml: "<msg/>", quality: "original" }),
      key({ kind: "file", xml: "<msg/>" }),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });

  it.each([
    { kind: "image", xml: "" },
    { kind: "image", xml: "<msg/>", quality: "best" },
    { kind: "voice", xml: "<msg/>" },
    { kind: "voice", xml: "<msg/>", msgId: "7e3" },
    { kind: "emoji" },
    { kind: "cdn", aesKey: "a", fileId: "b", as: "video", size: -1 },
    { kind: "url", url: "https://cdn.example.com/" },
    { kind: "file", xml: "<msg/>", url: "https://cdn.example.com/" },
  ])("is none in the form of %j", (request) => {
    expect(mediaRequestSchema.safeParse(request).success).toBe(false);
  });
});
