import { expect, it } from "vitest";
import {
  createRemoveBroadcast,
  createSaveBroadcast,
} from "../../../../shared/broadcasts/application/edit-broadcast.ts";
import { aBroadcast, anAccount, aRule, aSnapshot, NOON } from "../../../support/builders.ts";
import { fakeClock } from "../../../support/fake-clock.ts";
import { memoryStorage } from "../../../support/storage.ts";

function setUp() {
  const storage = memoryStorage();
  const ports = { ...storage, clock: fakeClock() };
  return { ...storage, save: createSaveBroadcast(ports), remove: createRemoveBroadcast(ports) };
}

const { id: _id, updatedAt: _updatedAt, updatedBy: _updatedBy, ...input } = aBroadcast();
const starts = (enabled: boolean) =>
  aRule({ id: "subscribe", enabled, actions: [{ type: "start-broadcast", broadcast: "news", to: "sender" }] });

it("is stored with who wrote it, and when", async () => {
  const { save, broadcasts } = setUp();
  const saved = await save("news", input, "operator-1");
  expect(saved).toEqual(aBroadcast({ updatedAt: NOON, updatedBy: "operator-1" }));
  expect(await broadcasts.get("news")).toEqual(saved);
});

it("is refused with each fault and its place", async () => {
  const { save, broadcasts } = setUp();
  const contents = [{ type: "text" as const, text: "{{nobody}}", mentions: ["wxid_a"] }];
  await expect(save("news", { ...input, contents }, "operator-1")).rejects.toMatchObject({
    code: "invalid-input",
    details: { issues: [{ path: "contents.0.mentions" }, { path: "contents.0.text" }] },
  });
  expect(await broadcasts.get("news")).toBeUndefined();
});

it.each([
  [{ accounts: ["wx_official"] }, 2],
  [{ tags: ["vip"] }, 2],
  [{ accounts: ["wx_app_1"] }, 0],
])("is judged by what the Official Accounts of its audience can send: %j", async (senders, faults) => {
  const { save, accounts } = setUp();
  await accounts.register(anAccount());
  await accounts.register(anAccount({ appId: "wx_official", channel: "official", tags: ["vip"] }));
  const contents = [{ type: "card" as const, wxid: "wxid_a", nickname: "小明" }];
  const saving = save(
    "news",
    { ...input, contents, audience: { ...senders, recipients: { type: "friends" } } },
    "operator-1",
  );
  if (faults === 0) return expect((await saving).id).toBe("news");
  await expect(saving).rejects.toMatchObject({
    details: { issues: [{ path: "audience.recipients.type" }, { path: "contents.0.type" }] },
  });
});

it("goes only where no published rule starts it", async () => {
  const { save, remove, rules } = setUp();
  await save("news", input, "operator-1");
  await rules.publish(aSnapshot(1, [starts(true)]));
  await expect(remove("news")).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("'subscribe'"),
  });
  await rules.publish(aSnapshot(2, [starts(false)]));
  await remove("news");
  await expect(remove("news")).rejects.toMatchObject({ code: "not-found" });
});
