import { describe, expect, it } from "vitest";
import { createMemoryAccounts } from "../../../../shared/accounts/adapters/memory-accounts.ts";
import type { Account } from "../../../../shared/accounts/domain/account.ts";
import { reasonOf } from "../../../../shared/accounts/domain/reason.ts";
import { aMover } from "../../../support/a-mover.ts";
import { anAccount, NOON } from "../../../support/builders.ts";
import { withEveryCrash } from "../../../support/faults.ts";

const setUp = (account: Account) => {
  const accounts = createMemoryAccounts([account]);
  return { account, ...aMover(accounts) };
};

describe("moving an account", () => {
  it("wakes what is parked when it comes online, and asks for a beat", async () => {
    const { move, account, woken, beats, tasks, counts } = setUp(anAccount({ state: "RECONNECTING" }));
    expect(await move(account, { type: "found-online", by: "operator" })).toMatchObject({ state: "ONLINE", epoch: 1 });
    expect(woken).toEqual(["wx_app_1"]);
    expect(beats.added).toEqual([{ appIds: ["wx_app_1"], dueAt: NOON + 30_000 }]);
    expect(tasks.added).toEqual([]);
    expect(counts.get('AccountStateChanged{"to":"ONLINE"}')).toBe(1);
  });

  it("tries to reconnect in a second, in its new epoch", async () => {
    const { move, account, tasks, events, counts } = setUp(anAccount({ epoch: 7 }));
    await move(account, { type: "found-offline", by: "beat-failed" });
    expect(tasks.added).toEqual([
      { task: { type: "reconnect", appId: "wx_app_1", epoch: 8, attempt: 1 }, delaySeconds: 1 },
    ]);
    expect(events.published).toEqual([
      {
        type: "AccountStateChanged",
        detail: {
          appId: "wx_app_1",
          name: "Shop",
          from: "ONLINE",
          to: "RECONNECTING",
          epoch: 8,
          reason: reasonOf("beat-failed"),
          at: NOON,
          eventId: `wx_app_1.8.${NOON}.AccountStateChanged`,
        },
      },
    ]);
    expect(counts.get("AccountOffline")).toBe(1);
  });

  it("waits longer each time that sends were refused after its return", async () => {
    for (const [refusedSends, seconds] of [
      [0, 1],
      [1, 4],
      [2, 16],
    ] as const) {
      const { move, account, tasks } = setUp(anAccount({ refusedSends, stateSince: NOON }));
      await move(account, { type: "send-refused", detail: "已离线" });
      expect(tasks.added[0]?.delaySeconds).toBe(seconds);
    }
  });

  it("says that the tries are exhausted", async () => {
    const { move, account, events } = setUp(anAccount({ state: "RECONNECTING" }));
    await move(account, { type: "reconnect-exhausted", detail: "no" });
    expect(events.types()).toEqual(["AccountStateChanged", "ReconnectExhausted"]);
  });

  it("asks for a login where sends are refused although the gateway says online", async () => {
    const { move, account, events } = setUp(anAccount({ refusedSends: 3, stateSince: NOON }));
    await move(account, { type: "send-refused", detail: "已离线" });
    expect(events.published[1]).toMatchObject({ type: "LoginRequired", detail: { reason: { code: "sends-refused" } } });
  });

  it("asks for a person where a login ends without one", async () => {
    const { move, account, events } = setUp(anAccount({ state: "LOGGING_IN" }));
    await move(account, { type: "login-ended", by: "scan-timeout" });
    expect(events.published[1]).toEqual({
      type: "LoginRequired",
      detail: {
        appId: "wx_app_1",
        name: "Shop",
        reason: reasonOf("scan-timeout"),
        at: NOON,
        eventId: `wx_app_1.1.${NOON}.LoginRequired`,
      },
    });
  });

  it("does nothing where the event causes no transition, or where somebody was faster", async () => {
    const { move, account, accounts, events } = setUp(anAccount());
    expect(await move(account, { type: "found-online", by: "beat" })).toBeUndefined();
    await accounts.transition(account, { to: "RECONNECTING" }, NOON);
    expect(await move(account, { type: "found-offline", by: "beat-failed" })).toBeUndefined();
    expect(events.published).toEqual([]);
  });

  it("stands where nobody could be told of it, and where what follows cannot be done now", async () => {
    const { move, account, accounts, events, tasks, lines } = setUp(anAccount());
    events.down.now = true;
    tasks.down.now = true;
    expect(await move(account, { type: "found-offline", by: "beat-failed" })).toMatchObject({ state: "RECONNECTING" });
    expect(await accounts.get("wx_app_1")).toMatchObject({ state: "RECONNECTING" });
    expect(lines.map(({ level }) => level)).toEqual(["error", "error"]);
  });

  it("is done once by many at a time", async () => {
    const { move, account, tasks } = setUp(anAccount());
    await Promise.all(Array.from({ length: 5 }, () => move(account, { type: "found-offline", by: "beat-failed" })));
    expect(tasks.added).toHaveLength(1);
  });
});

it("wherever it dies, the account is either where it was or moved once", async () => {
  await withEveryCrash(async (crash) => {
    const { account, accounts, moverThatDies } = setUp(anAccount({ state: "RECONNECTING" }));
    await moverThatDies(crash)(account, { type: "found-online", by: "operator" }).catch(() => undefined);
    const after = await accounts.get("wx_app_1");
    expect([after?.state, after?.epoch]).toEqual(after?.epoch === 1 ? ["ONLINE", 1] : ["RECONNECTING", 0]);
  });
});
