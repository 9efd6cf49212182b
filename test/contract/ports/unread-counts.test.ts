import { expect, it } from "vitest";
import { NOON } from "../../support/builders.ts";
import { onEveryStorage } from "./every-storage.ts";

const sample = { appId: "wx_app_1", envelopeId: "env-1", reason: "unreadable" as const, raw: "{}" };

onEveryStorage("unread counts", (fresh) => {
  it("sum up by slot, keep the first sample, and remember that they were told", async () => {
    const { unreadCounts } = await fresh();
    expect(await unreadCounts.add(NOON, { read: 3, unread: 0 }, NOON)).toEqual({ read: 3, unread: 0, told: false });
    expect(await unreadCounts.add(NOON, { read: 2, unread: 1, sample }, NOON)).toEqual({
      read: 5,
      unread: 1,
      told: false,
      sample,
    });
    await unreadCounts.markTold(NOON);
    const later = { ...sample, envelopeId: "env-2" };
    expect(await unreadCounts.add(NOON, { read: 1, unread: 1, sample: later }, NOON)).toEqual({
      read: 6,
      unread: 2,
      told: true,
      sample,
    });
    expect((await unreadCounts.add(NOON + 300_000, { read: 1, unread: 0 }, NOON)).read).toBe(1);
  });
});
