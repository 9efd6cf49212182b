import { expect, it } from "vitest";
import { NOON } from "../../support/builders.ts";
import { onEveryStorage } from "./every-storage.ts";

const aPause = (at: number, conversationId = "wxid_friend", appId = "wx_a") => ({
  appId,
  conversationId,
  at: NOON + at,
  until: NOON + at + 60_000,
});

onEveryStorage("the history of operators' pauses", (fresh) => {
  it("gives those of an account within a time, both ends included, oldest first", async () => {
    const { pauses } = await fresh();
    for (const at of [3, 1, 2, 4]) await pauses.note(aPause(at));
    await pauses.note(aPause(2, "10000000001@chatroom"));
    await pauses.note(aPause(2, "wxid_friend", "wx_b"));
    const found = await pauses.between("wx_a", NOON + 2, NOON + 3);
    expect(found.map(({ at }) => at - NOON)).toEqual([2, 2, 3]);
    expect(new Set(found.map(({ conversationId }) => conversationId))).toEqual(
      new Set(["wxid_friend", "10000000001@chatroom"]),
    );
    expect(await pauses.between("wx_a", NOON + 5, NOON + 9)).toEqual([]);
  });

  it("keeps a word once, and the end of a pause as it was given", async () => {
    const { pauses } = await fresh();
    const released = { ...aPause(1, "a#b%c"), until: 0 };
    await pauses.note(released);
    await pauses.note(released);
    expect(await pauses.between("wx_a", 0, NOON + 1)).toEqual([released]);
  });

  it("gives more than one page", async () => {
    const { pauses } = await fresh();
    const long = "x".repeat(1000);
    for (let at = 0; at < 60; at++) await pauses.note(aPause(at, `${long}${at}`));
    expect(await pauses.between("wx_a", NOON, NOON + 60)).toHaveLength(60);
  });
});
