import { expect, it } from "vitest";
import { NOON } from "../../support/builders.ts";
import { onEveryStorage } from "./every-storage.ts";

const YEAR = 365 * 86_400_000;

onEveryStorage("links of persons", (fresh) => {
  it("tell whose openid it is, and what was noted before", async () => {
    const { personLinks } = await fresh();
    expect(await personLinks.unionidOf("wx_a", "o-a", NOON)).toBeUndefined();
    expect(await personLinks.noteUnionid("wx_a", "o-a", "u-1", NOON)).toBeUndefined();
    expect(await personLinks.noteUnionid("wx_a", "o-a", "u-2", NOON)).toBe("u-1");
    expect(await personLinks.unionidOf("wx_a", "o-a", NOON)).toBe("u-2");
    expect(await personLinks.unionidOf("wx_b", "o-a", NOON)).toBeUndefined();
    expect(await personLinks.unionidOf("wx_a", "o-a", NOON + YEAR)).toBeUndefined();
    await personLinks.removeUnionid("wx_a", "o-a");
    await personLinks.removeUnionid("wx_a", "o-a");
    expect(await personLinks.unionidOf("wx_a", "o-a", NOON)).toBeUndefined();
  });

  it("list a person's openids, each since it was seen first, for a year after it was seen last", async () => {
    const { personLinks } = await fresh();
    await personLinks.noteMember("u-1", "wx_a", "o-a", NOON);
    await personLinks.noteMember("u-1", "wx_b", "o-b", NOON + 1);
    await personLinks.noteMember("u-2", "wx_a", "o-c", NOON);
    await personLinks.noteMember("u-1", "wx_a", "o-a", NOON + 1000);
    const a = { appId: "wx_a", openid: "o-a", firstSeenAt: NOON, lastSeenAt: NOON + 1000 };
    const b = { appId: "wx_b", openid: "o-b", firstSeenAt: NOON + 1, lastSeenAt: NOON + 1 };
    expect(await personLinks.members("u-1", NOON + 2000)).toEqual([a, b]);
    expect(await personLinks.members("u-1", NOON + YEAR + 2000)).toEqual([]);
    await personLinks.removeMember("u-1", "wx_a", "o-a");
    await personLinks.removeMember("u-1", "wx_a", "o-a");
    expect(await personLinks.members("u-1", NOON)).toEqual([b]);
    expect(await personLinks.members("u-3", NOON)).toEqual([]);
  });
});
