import { describe, expect, it } from "vitest";
import { createMemoryAccounts } from "../../../../shared/accounts/adapters/memory-accounts.ts";
import { createCheckAccount } from "../../../../shared/accounts/application/check-account.ts";
import type { Connection } from "../../../../shared/accounts/application/ports/connections.ts";
import type { AccountStore } from "../../../../shared/accounts/application/ports/store.ts";
import { type AccountState, accountStates } from "../../../../shared/accounts/domain/state.ts";
import { AppError } from "../../../../shared/kernel/domain/errors.ts";
import { aMover } from "../../../support/a-mover.ts";
import { anAccount, NOON } from "../../../support/builders.ts";

function setUp(accounts: AccountStore, connection: () => Promise<Connection>) {
  const mover = aMover(accounts);
  const check = createCheckAccount({ accounts, connections: { checkOnline: connection }, move: mover.move });
  return { ...mover, check };
}

const inState = (state: AccountState) => createMemoryAccounts([anAccount({ state, epoch: 3 })]);

describe("checking an account", () => {
  it.each(accountStates.filter((state) => state !== "ONLINE"))(
    "moves %s to ONLINE when it is online",
    async (state) => {
      const { check, events } = setUp(inState(state), async () => "online");
      expect(await check("wx_app_1", "operator")).toMatchObject({
        checked: "online",
        account: { state: "ONLINE", epoch: 4 },
      });
      expect(events.published).toEqual([
        {
          type: "AccountStateChanged",
          detail: {
            appId: "wx_app_1",
            name: "Shop",
            from: state,
            to: "ONLINE",
            epoch: 4,
            at: NOON,
            eventId: `wx_app_1.4.${NOON}.AccountStateChanged`,
          },
        },
      ]);
    },
  );

  it.each([
    ["offline", "RECONNECTING", "offline-callback"],
    ["banned", "ERROR", "banned"],
    ["device-gone", "ERROR", "device-gone"],
  ] as const)("moves ONLINE when the gateway says %s", async (connection, state, code) => {
    const { check } = setUp(inState("ONLINE"), async () => connection);
    expect(await check("wx_app_1", "offline-callback")).toMatchObject({
      checked: connection,
      account: { state, epoch: 4, reason: { code } },
    });
  });

  it.each<[AccountState, Connection]>([
    ["ONLINE", "online"],
    ["IDLE", "offline"],
    ["LOGGING_IN", "offline"],
    ["RECONNECTING", "offline"],
    ["ERROR", "offline"],
  ])("leaves %s as it is when the answer is %s", async (state, connection) => {
    const { check, events } = setUp(inState(state), async () => connection);
    expect(await check("wx_app_1", "operator")).toEqual({
      checked: connection,
      account: anAccount({ state, epoch: 3 }),
    });
    expect(events.published).toEqual([]);
  });

  it.each(["unreachable", "refused"] as const)("passes on that the gateway is %s and changes nothing", async (code) => {
    const accounts = inState("ONLINE");
    const { check, events } = setUp(accounts, () => Promise.reject(new AppError(code, "no")));
    await expect(check("wx_app_1", "operator")).rejects.toMatchObject({ code });
    expect(await accounts.get("wx_app_1")).toEqual(anAccount({ state: "ONLINE", epoch: 3 }));
    expect(events.published).toEqual([]);
  });

  it.each([[[]], [[anAccount({ registered: false })]]])("knows only accounts that are registered", async (stored) => {
    const { check } = setUp(createMemoryAccounts(stored), async () => "online");
    await expect(check("wx_app_1", "operator")).rejects.toMatchObject({ code: "not-found" });
  });

  it("gives way to whoever moved the account in the meantime, and announces nothing", async () => {
    const accounts = inState("IDLE");
    const { check, events } = setUp(accounts, async () => {
      await accounts.transition(anAccount({ state: "IDLE", epoch: 3 }), { to: "LOGGING_IN" }, NOON);
      return "online";
    });
    expect(await check("wx_app_1", "operator")).toMatchObject({
      checked: "online",
      account: { state: "LOGGING_IN", epoch: 4 },
    });
    expect(events.published).toEqual([]);
  });
});
