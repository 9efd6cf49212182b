import { expect, it } from "vitest";
import { NOON } from "../../support/builders.ts";
import { onEveryStorage } from "./every-storage.ts";

onEveryStorage("uploaded files", (fresh) => {
  it("are known by account and key until they are over", async () => {
    const { uploadedMedia } = await fresh();
    expect(await uploadedMedia.get("wx_a", "k", NOON)).toBeUndefined();
    await uploadedMedia.put("wx_a", "k", "media-1", NOON + 1000);
    expect(await uploadedMedia.get("wx_a", "k", NOON + 999)).toBe("media-1");
    expect(await uploadedMedia.get("wx_a", "k", NOON + 1000)).toBeUndefined();
    expect(await uploadedMedia.get("wx_b", "k", NOON)).toBeUndefined();
    expect(await uploadedMedia.get("wx_a", "other", NOON)).toBeUndefined();
  });

  it("are replaced by the one that was uploaded last", async () => {
    const { uploadedMedia } = await fresh();
    await uploadedMedia.put("wx_a", "k", "media-1", NOON + 1000);
    await uploadedMedia.put("wx_a", "k", "media-2", NOON + 2000);
    expect(await uploadedMedia.get("wx_a", "k", NOON + 1500)).toBe("media-2");
  });
});
