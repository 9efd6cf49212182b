import { expect, it } from "vitest";
import { NOON } from "../../support/builders.ts";
import { onEveryStorage } from "./every-storage.ts";

onEveryStorage("claims of groups' messages", (fresh) => {
  it("go to the first account that asks, which has them again when it asks again", async () => {
    const { groupClaims } = await fresh();
    expect(await groupClaims.claim("1@chatroom", "m1", "wx_a", NOON)).toBe("wx_a");
    expect(await groupClaims.claim("1@chatroom", "m1", "wx_b", NOON)).toBe("wx_a");
    expect(await groupClaims.claim("1@chatroom", "m1", "wx_a", NOON + 86_400_000)).toBe("wx_a");
    expect(await groupClaims.claim("1@chatroom", "m2", "wx_b", NOON)).toBe("wx_b");
    expect(await groupClaims.claim("2@chatroom", "m1", "wx_b", NOON)).toBe("wx_b");
  });

  it("go to one of several that ask at once", async () => {
    const { groupClaims } = await fresh();
    const asking = ["wx_a", "wx_b", "wx_c", "wx_d"].map((appId) => groupClaims.claim("1@chatroom", "m1", appId, NOON));
    expect(new Set(await Promise.all(asking)).size).toBe(1);
  });
});
