import { describe, expect, it } from "vitest";
import { setUpSender, unlimited } from "../../../../support/a-sender.ts";
import { aCommand, NOON } from "../../../../support/builders.ts";

const FAR = NOON + 1_000_000;

describe("a send to a person at whom nothing arrives", () => {
  it.each([
    ["not-friend", "not-a-friend"],
    ["blocked", "blocked-by-recipient"],
  ] as const)("ends with that reason, and is not tried: %s", async (cause, code) => {
    const { sendOne, ledger, gateway, lostFriends } = setUpSender();
    const command = aCommand();
    await lostFriends.mark(command.appId, command.to, cause);
    expect(await sendOne(command, unlimited(), FAR)).toEqual({ done: true });
    expect(await ledger.get(command.id)).toMatchObject({ state: "failed", reason: { code } });
    expect(gateway.ids()).toEqual([]);
  });

  it("goes out again once the person is a friend or has written, and to others all along", async () => {
    const { sendOne, gateway, lostFriends, clock } = setUpSender();
    const command = aCommand();
    await lostFriends.mark(command.appId, command.to, "not-friend");
    await sendOne(aCommand({ id: "cmd_2", to: "wxid_other" }), unlimited(), FAR);
    await lostFriends.clear(command.appId, command.to);
    clock.advance(10_000);
    await sendOne(aCommand({ id: "cmd_3" }), unlimited(), FAR);
    expect(gateway.ids()).toEqual(["cmd_2", "cmd_3"]);
  });

  it("is read once in ten seconds an account", async () => {
    const { sendOne, lostFriends } = setUpSender();
    let reads = 0;
    const { of } = lostFriends;
    Object.assign(lostFriends, { of: (appId: string) => of(appId).finally(() => (reads += 1)) });
    for (let i = 0; i < 5; i++) await sendOne(aCommand({ id: `cmd_${i}` }), unlimited(), FAR);
    expect(reads).toBe(1);
  });
});
