import { describe, expect, it } from "vitest";
import { memoryBooks, simulatedBooks } from "../../support/gateway-books.ts";

const APP = "wx_demo_alpha";
const OTHER = "wx_demo_bravo";

describe.each([
  ["in memory", memoryBooks],
  ["over WechatApi", simulatedBooks],
])("an account's books %s", (_where, fresh) => {
  it("find people, and make friends of those whose requests are accepted", async () => {
    const { contactBook } = await fresh();
    const found = await contactBook.search(APP, "wxid_friend_one");
    expect(found).toMatchObject({ nickname: "小明", signature: "", avatarUrl: expect.stringMatching(/^https:/) });
    const person = { v3: "v3_wxid_new@stranger", v4: "v4_wxid_new@stranger", scene: 3 };
    const relation = async () => (await contactBook.relations(APP, ["wxid_new"]))[0]?.relation;
    await contactBook.add(APP, person, "您好");
    await contactBook.answer(APP, person, "refuse", "");
    expect(await relation()).not.toBe(0);
    await contactBook.answer(APP, person, "accept", "");
    expect(await relation()).toBe(0);
    await contactBook.change(APP, "wxid_new", { remark: "新客" });
    await contactBook.change(APP, "wxid_new", { chatOnly: true });
    await contactBook.remove(APP, "wxid_new");
    expect(await relation()).not.toBe(0);
    await expect(contactBook.change(APP, "wxid_new", { remark: "" })).rejects.toMatchObject({ code: "refused" });
  });

  it("make groups, change them and leave them", async () => {
    const { groupBook, group } = await fresh();
    const id = await groupBook.create(APP, ["wxid_bravo", "wxid_friend_one"]);
    expect(id).toMatch(/@chatroom$/);
    for (const change of [{ name: "新群" }, { remark: "r" }, { ownName: "店长" }, { pinned: true }, { saved: false }]) {
      await groupBook.change(APP, id, change);
    }
    const members = ["wxid_alpha", "wxid_bravo", "wxid_friend_one"];
    expect(await group(OTHER, id)).toMatchObject({ name: "新群", owner: "wxid_alpha", members });
    expect((await groupBook.qrCode(APP, id)).qrBase64).not.toBe("");
    expect(await groupBook.announcement(APP, id)).toEqual({ content: "", editor: "" });
    await groupBook.announce(APP, id, "周五团购");
    const told = await groupBook.announcement(OTHER, id);
    expect(told).toMatchObject({ content: "周五团购", editor: "wxid_alpha", publishedAt: expect.any(Number) });
    await expect(groupBook.announce(OTHER, id, "我也要说")).rejects.toMatchObject({ code: "refused" });
    await groupBook.leave(APP, id);
    await expect(groupBook.announcement(APP, id)).rejects.toMatchObject({ code: "refused" });
  });

  it("join groups by invitation and by QR code", async () => {
    const { groupBook, group } = await fresh();
    for (const way of [{ invitationUrl: "https://support.weixin.qq.com/x" }, { qrUrl: "https://weixin.qq.com/g/x" }]) {
      const id = await groupBook.join(APP, way);
      expect((await group(APP, id)).members).toContain("wxid_alpha");
    }
  });

  it("let the owner and the administrators change who is in a group", async () => {
    const { groupBook, memberBook, group } = await fresh();
    const id = await groupBook.create(APP, ["wxid_bravo", "wxid_friend_one"]);
    const membersOf = async () => (await group(APP, id)).members;
    await memberBook.invite(OTHER, id, ["wxid_friend_two", "wxid_x"], "老客户");
    expect(await membersOf()).toEqual(["wxid_alpha", "wxid_bravo", "wxid_friend_one", "wxid_friend_two", "wxid_x"]);
    await memberBook.befriend(OTHER, id, "wxid_x", "您好");
    await expect(memberBook.remove(OTHER, id, ["wxid_x"])).rejects.toMatchObject({ code: "refused" });
    await memberBook.addAdmins(APP, id, ["wxid_bravo"]);
    await memberBook.remove(OTHER, id, ["wxid_x"]);
    await memberBook.removeAdmins(APP, id, ["wxid_bravo"]);
    await expect(memberBook.remove(OTHER, id, ["wxid_friend_two"])).rejects.toMatchObject({ code: "refused" });
    expect(await membersOf()).toEqual(["wxid_alpha", "wxid_bravo", "wxid_friend_one", "wxid_friend_two"]);
    await memberBook.handOver(APP, id, "wxid_bravo");
    expect((await group(APP, id)).owner).toBe("wxid_bravo");
    await expect(memberBook.addAdmins(APP, id, ["wxid_friend_one"])).rejects.toMatchObject({ code: "refused" });
  });

  it("keep labels, and give them to contacts", async () => {
    const { labelBook } = await fresh();
    const vip = await labelBook.create(APP, "VIP");
    const fresher = await labelBook.create(APP, "新客");
    expect(await labelBook.list(APP)).toEqual([vip, fresher]);
    await labelBook.assign(APP, "wxid_friend_one", [vip.id, fresher.id]);
    await labelBook.remove(APP, vip.id);
    expect(await labelBook.list(APP)).toEqual([{ id: fresher.id, name: "新客" }]);
    await expect(labelBook.assign(APP, "wxid_a", [vip.id])).rejects.toMatchObject({ code: "refused" });
    expect(await labelBook.list(OTHER)).toEqual([]);
  });

  it("are of accounts that the gateway knows", async () => {
    const { groupBook } = await fresh();
    await expect(groupBook.create("wx_unknown", ["a", "b"])).rejects.toMatchObject({ code: "not-found" });
  });
});
