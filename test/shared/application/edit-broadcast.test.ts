import { expect, it } from "vitest";
import { createRemoveBroadcast, createSaveBroadcast } from "../../../shared/application/edit-broadcast.ts";
import { aBroadcast, aRule, aSnapshot, NOON } from "../../support/builders.ts";
import { fakeClock } from "../../support/fake-clock.ts";
import { memoryStorage } from "../../support/storage.ts";

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
