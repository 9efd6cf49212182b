import { describe, expect, it } from "vitest";
import { createCheckAccount } from "../../../../shared/accounts/application/check-account.ts";
import { createMoveAccount } from "../../../../shared/accounts/application/move-account.ts";
import { createReconnectNow } from "../../../../shared/accounts/application/reconnect-now.ts";
import type { Account } from "../../../../shared/accounts/domain/account.ts";
import type { DelayedTask } from "../../../../shared/directory/domain/task.ts";
import { AppError } from "../../../../shared/kernel/domain/errors.ts";
import { createLogoutAccount } from "../../../../shared/logins/application/logout-account.ts";
import { createRemoveAccount } from "../../../../shared/logins/application/remove-account.ts";
import { createForgetCredentials } from "../../../../shared/official/application/credentials/forget-credentials.ts";
import { aCredentialDesk } from "../../../support/a-credential-desk.ts";
import { aLoginWorld } from "../../../support/a-login.ts";
import { anAccount, NOON } from "../../../support/builders.ts";

function setUp(initial: readonly Account[] = [anAccount()]) {
  const world = aLoginWorld(initial);
  const forgotten: DelayedTask[] = [];
  const ports = { ...world, loginGateway: world.gateway };
  const logout = createLogoutAccount(ports);
  const { keys, secrets } = aCredentialDesk();
  const accountCredentials = { forget: createForgetCredentials({ keys, secrets }) };
  const accountPages = { forget: async () => {} };
  const directoryQueue = { send: async (tasks: readonly DelayedTask[]) => void forgotten.push(...tasks) };
  return {
    ...world,
    logout,
    remove: createRemoveAccount({ ...ports, logout, directoryQueue, accountCredentials, accountPages }),
    forgotten,
  };
}

describe("logging out", () => {
  it.each(["ONLINE", "RECONNECTING", "LOGGING_IN", "ERROR", "IDLE"] as const)(
    "leads from %s to IDLE",
    async (state) => {
      const { logout, gateway } = setUp([anAccount({ state })]);
      expect(await logout("wx_app_1")).toMatchObject({ state: "IDLE", reason: { code: "logged-out" } });
      expect(gateway.calls).toEqual(["logout wx_app_1"]);
    },
  );

  it("comes before the gateway hears of it, so that nobody reconnects what goes; repeated, it asks again", async () => {
    const { logout, gateway, account } = setUp();
    gateway.faults.logout.push(new AppError("unreachable", "no answer"));
    await expect(logout("wx_app_1")).rejects.toMatchObject({ code: "unreachable" });
    expect(await account()).toMatchObject({ state: "IDLE", reason: { code: "logged-out" } });
    await logout("wx_app_1");
    expect(gateway.calls).toHaveLength(2);
  });

  it("holds against others who move the account at the same time", async () => {
    const world = setUp();
    let races = 2;
    const racing = {
      ...world.accounts,
      transition: async (account: Account, ...rest: [never, number]) => {
        if (races-- > 0) await world.accounts.transition(await world.account(), { to: "RECONNECTING" }, NOON);
        return world.accounts.transition(account, ...rest);
      },
    };
    const move = createMoveAccount({ ...world, accounts: racing, wake: async () => undefined });
    const logout = createLogoutAccount({ accounts: racing, loginGateway: world.gateway, move });
    expect(await logout("wx_app_1")).toMatchObject({ state: "IDLE", reason: { code: "logged-out" } });
  });

  it("ends the polling of a login", async () => {
    const world = setUp([anAccount({ state: "IDLE", device: { type: "ipad", regionId: "320000" } })]);
    await world.startLogin("wx_app_1", "qr");
    await world.logout("wx_app_1");
    await world.pass(20);
    expect(world.gateway.calls.filter((call) => call.startsWith("check"))).toEqual([]);
  });
});

describe("removing", () => {
  it("logs out, forgets the contacts, and takes the account away", async () => {
    const { remove, accounts, gateway, forgotten } = setUp();
    await remove("wx_app_1", false);
    expect(await accounts.get("wx_app_1")).toBeUndefined();
    expect(gateway.calls).toEqual(["logout wx_app_1"]);
    expect(forgotten).toEqual([{ task: { type: "forget-account", appId: "wx_app_1" }, delaySeconds: 30 }]);
  });

  it("leaves the account where the gateway does not confirm, unless it is forced", async () => {
    const { remove, accounts, gateway } = setUp();
    const down = new AppError("unreachable", "no answer");
    gateway.faults.logout.push(down, down);
    await expect(remove("wx_app_1", false)).rejects.toMatchObject({ code: "unreachable" });
    expect(await accounts.get("wx_app_1")).toMatchObject({ state: "IDLE" });
    await remove("wx_app_1", true);
    expect(await accounts.get("wx_app_1")).toBeUndefined();
    await expect(remove("wx_app_1", true)).rejects.toMatchObject({ code: "not-found" });
  });
});

describe("reconnecting by hand", () => {
  it("renews the connection and moves the account by what a check says, also where the renewal was refused", async () => {
    const world = setUp([anAccount({ state: "ERROR" })]);
    const faults = [new AppError("refused", "no"), new AppError("internal", "our fault")];
    const connections = {
      reconnect: async () => {
        const fault = faults.shift();
        if (fault) throw fault;
      },
      checkOnline: async () => "online" as const,
    };
    const check = createCheckAccount({ ...world, connections });
    const reconnect = createReconnectNow({ ...world, connections, check });
    expect(await reconnect("wx_app_1")).toMatchObject({ checked: "online", account: { state: "ONLINE" } });
    await expect(reconnect("wx_app_1")).rejects.toMatchObject({ code: "internal" });
    await expect(reconnect("wx_app_2")).rejects.toMatchObject({ code: "not-found" });
  });
});
