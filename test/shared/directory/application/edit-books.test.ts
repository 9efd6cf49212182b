import { describe, expect, it } from "vitest";
import { createMemoryAccounts } from "../../../../shared/accounts/adapters/memory-accounts.ts";
import { createEditContacts } from "../../../../shared/directory/application/edit-contacts.ts";
import { createEditGroups, createEditMembers } from "../../../../shared/directory/application/edit-groups.ts";
import type { DelayedTask } from "../../../../shared/directory/domain/task.ts";
import { anAccount, NOON } from "../../../support/builders.ts";
import { fakeClock } from "../../../support/fake-clock.ts";
import { type GatewayBooks, memoryBooks, OWN_WXIDS } from "../../../support/gateway-books.ts";

const APP = "wx_demo_alpha";

async function setUp(change: Partial<GatewayBooks> = {}) {
  const books = { ...(await memoryBooks()), ...change };
  const queued: DelayedTask[] = [];
  const deps = {
    ...books,
    accounts: createMemoryAccounts([...OWN_WXIDS].map(([appId, wxid]) => anAccount({ appId, wxid }))),
    refreshSoon: async (tasks: readonly DelayedTask[]) => void queued.push(...tasks),
    clock: fakeClock(),
  };
  return {
    contacts: createEditContacts(deps),
    groups: createEditGroups(deps),
    members: createEditMembers(deps),
    queuedBy: async (change: Promise<unknown>) => {
      await change;
      return queued.splice(0);
    },
  };
}

describe("what an account changes at the gateway", () => {
  it("in its contacts, is queued for the views", async () => {
    const { contacts, queuedBy } = await setUp();
    const person = { v3: "v3_wxid_a@stranger", v4: "v4", scene: 3 };
    expect(await queuedBy(contacts.add(APP, person, ""))).toEqual([]);
    expect(await queuedBy(contacts.answer(APP, person, "accept", ""))).toEqual([]);
    expect(await queuedBy(contacts.change(APP, "wxid_a", { remark: "老王" }))).toEqual([
      { task: { type: "refresh-contact", appId: APP, wxid: "wxid_a", at: NOON }, delaySeconds: 0 },
    ]);
    expect(await queuedBy(contacts.remove(APP, "wxid_a"))).toEqual([
      { task: { type: "remove-contact", appId: APP, wxid: "wxid_a", at: NOON }, delaySeconds: 0 },
    ]);
  });

  it("in its groups, is queued once the gateway has seen it", async () => {
    const { groups, members, queuedBy } = await setUp();
    const groupId = await groups.create(APP, ["wxid_bravo", "wxid_a"]);
    const refresh = {
      task: { type: "refresh-group", appId: APP, groupId, at: NOON, doubted: false },
      delaySeconds: 2,
    };
    expect(await queuedBy(groups.change(APP, groupId, { name: "新群" }))).toEqual([refresh, refresh]);
    expect(await queuedBy(members.invite(APP, groupId, ["wxid_b"], ""))).toEqual([refresh]);
    expect(await queuedBy(members.remove(APP, groupId, ["wxid_b"]))).toEqual([refresh]);
    expect(await queuedBy(groups.announce(APP, groupId, "周五团购"))).toEqual([]);
    expect(await queuedBy(members.addAdmins(APP, groupId, ["wxid_bravo"]))).toEqual([]);
    expect(await queuedBy(members.handOver(APP, groupId, "wxid_bravo"))).toEqual([refresh]);
    expect(await queuedBy(groups.leave(APP, groupId))).toEqual([
      { task: { type: "remove-group", appId: APP, groupId, at: NOON }, delaySeconds: 0 },
    ]);
    expect(await queuedBy(groups.join(APP, { qrUrl: "https://weixin.qq.com/g/x" }))).toHaveLength(1);
  });

  it("is not queued for a group that the gateway does not name", async () => {
    const { groupBook } = await memoryBooks();
    const { groups, queuedBy } = await setUp({ groupBook: { ...groupBook, join: async () => "" } });
    expect(await queuedBy(groups.join(APP, { qrUrl: "https://weixin.qq.com/g/x" }))).toEqual([]);
  });

  it("is not queued where the gateway refuses", async () => {
    const { contacts, groups, queuedBy } = await setUp();
    await expect(contacts.change(APP, "wxid_stranger", { remark: "" })).rejects.toMatchObject({ code: "refused" });
    await expect(groups.leave(APP, "404@chatroom")).rejects.toMatchObject({ code: "refused" });
    expect(await queuedBy(Promise.resolve())).toEqual([]);
  });
});
