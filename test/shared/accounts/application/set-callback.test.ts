import { describe, expect, it } from "vitest";
import { createAskForCallback } from "../../../../shared/accounts/application/ask-for-callback.ts";
import { AppError } from "../../../../shared/kernel/domain/errors.ts";
import { aLoginWorld } from "../../../support/a-login.ts";
import { anAccount } from "../../../support/builders.ts";

const task = { type: "set-callback", appId: "wx_app_1", attempt: 1 } as const;
const refused = () => new AppError("refused", "ret 500 push msg err");

describe("telling the gateway where callbacks go", () => {
  it("tells it once", async () => {
    const world = aLoginWorld([anAccount()]);
    await world.setCallback(task);
    expect(world.gateway.calls).toEqual(["callback https://fleet.example.com/callbacks/wechatapi/secret"]);
    expect(world.counts.get("CallbackSet")).toBe(1);
  });

  it("shows a refusal at the account, tries again, and takes it away when it worked", async () => {
    const world = aLoginWorld([anAccount()]);
    world.gateway.faults.callback.push(refused(), refused());
    await world.setCallback(task);
    expect(await world.account()).toMatchObject({
      state: "ONLINE",
      epoch: 0,
      reason: { code: "callback-not-set", message: expect.stringContaining("push msg err") },
    });
    expect(world.tasks.added).toEqual([{ task: { ...task, attempt: 2 }, delaySeconds: 15 }]);
    await world.pass(45);
    expect(world.gateway.calls).toHaveLength(3);
    expect(await world.account()).not.toHaveProperty("reason");
    expect(world.counts.get("CallbackNotSet")).toBe(2);
  });

  it("leaves it to a person after eight tries, an hour or so later", async () => {
    const world = aLoginWorld([anAccount()]);
    world.gateway.faults.callback.push(...Array.from({ length: 20 }, refused));
    await world.setCallback(task);
    await world.pass(10_000);
    expect(world.gateway.calls).toHaveLength(8);
    expect(await world.account()).toMatchObject({ reason: { code: "callback-not-set" } });
    const ask = createAskForCallback(world);
    world.gateway.faults.callback.length = 0;
    await ask("wx_app_1");
    await world.pass(1);
    expect(await world.account()).not.toHaveProperty("reason");
  });

  it("is nothing for accounts that are polled or gone, and no reason for those that are in another state", async () => {
    const polled = aLoginWorld([anAccount({ ingest: "poll" })]);
    await polled.setCallback(task);
    await aLoginWorld([]).setCallback(task);
    expect(polled.gateway.calls).toEqual([]);
    await expect(createAskForCallback(polled)("wx_app_1")).rejects.toMatchObject({ code: "conflict" });
    const idle = aLoginWorld([anAccount({ state: "IDLE" })]);
    idle.gateway.faults.callback.push(new Error("no secret"));
    await idle.setCallback(task);
    expect(await idle.account()).not.toHaveProperty("reason");
  });
});
