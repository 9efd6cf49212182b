import { expect, it } from "vitest";
import { onEveryStorage } from "./every-storage.ts";

onEveryStorage("lost friends", (fresh) => {
  it("are kept by account with their cause, until they are cleared", async () => {
    const { lostFriends } = await fresh();
    expect([...(await lostFriends.of("wx_1"))]).toEqual([]);
    await lostFriends.clear("wx_1", "wxid_a");
    await lostFriends.mark("wx_1", "wxid_a", "not-friend");
    await lostFriends.mark("wx_1", "wxid_b", "blocked");
    await lostFriends.mark("wx_1", "wxid_b", "blocked");
    await lostFriends.mark("wx_2", "wxid_c", "blocked");
    expect(Object.fromEntries(await lostFriends.of("wx_1"))).toEqual({ wxid_a: "not-friend", wxid_b: "blocked" });
    await lostFriends.mark("wx_1", "wxid_a", "blocked");
    expect((await lostFriends.of("wx_1")).get("wxid_a")).toBe("blocked");
    await lostFriends.clear("wx_1", "wxid_a");
    await lostFriends.clear("wx_1", "wxid_b");
    expect([...(await lostFriends.of("wx_1"))]).toEqual([]);
    expect([...(await lostFriends.of("wx_2"))]).toEqual([["wxid_c", "blocked"]]);
  });
});
