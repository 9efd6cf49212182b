import { describe, expect, it } from "vitest";
import { createMemoryAccounts } from "../../../shared/adapters/memory/accounts.ts";
import { createCheckAccount } from "../../../shared/application/check-account.ts";
import type { Accounts, FleetEvent } from "../../../shared/application/ports.ts";
import { type AccountState, accountStates } from "../../../shared/domain/account.ts";
import { AppError } from "../../../shared/domain/errors.ts";
import { anAccount, NOON } from "../../support/builders.ts";
import { recordingObservability } from "../../support/recording-observability.ts";

type Options = {
  readonly accounts: Accounts;
  readonly online: () => Promise<boolean>;
  readonly publish?: (events: readonly FleetEvent[]) => Promise<void>;
};

function setUp({ accounts, online, publish }: Options) {
  const { log, lines } = recordingObservability();
  const events: FleetEvent[] = [];
  const check = createCheckAccount({
    accounts,
    gateway: { send: () => Promise.reject(new Error("a check sends nothing")), checkOnline: online },
    events: { publish: publish ?? (async (published) => void events.push(...published)) },
    clock: { now: () => NOON + 5, sleep: async () => undefined },
    log,
  });
  return { check, events, lines };
}

const inState = (state: AccountState) => createMemoryAccounts([anAccount({ state, epoch: 3 })]);

describe("checking an account", () => {
  it.each(accountStates.filter((state) => state !== "ONLINE"))(
    "moves %s to ONLINE when it is online",
    async (state) => {
      const { check, events } = setUp({ accounts: inState(state), online: async () => true });
      expect(await check("wx_app_1")).toMatchObject({ checked: "online", account: { state: "ONLINE", epoch: 4 } });
      expect(events).toEqual([
        {
          type: "AccountStateChanged",
          detail: { appId: "wx_app_1", from: state, to: "ONLINE", epoch: 4, at: NOON + 5 },
        },
      ]);
    },
  );

  it("moves ONLINE to RECONNECTING when it is not", async () => {
    const { check, events } = setUp({ accounts: inState("ONLINE"), online: async () => false });
    expect(await check("wx_app_1")).toMatchObject({ checked: "offline", account: { state: "RECONNECTING", epoch: 4 } });
    expect(events).toHaveLength(1);
  });

  it("takes the gateway's word that the account is offline as a no", async () => {
    const online = () => Promise.reject(new AppError("account-offline", "ret 401"));
    const { check } = setUp({ accounts: inState("ONLINE"), online });
    expect(await check("wx_app_1")).toMatchObject({ checked: "offline", account: { state: "RECONNECTING" } });
  });

  it.each<[AccountState, boolean]>([
    ["ONLINE", true],
    ["IDLE", false],
    ["LOGGING_IN", false],
    ["RECONNECTING", false],
    ["ERROR", false],
  ])("leaves %s as it is when the answer is %s", async (state, online) => {
    const { check, events } = setUp({ accounts: inState(state), online: async () => online });
    expect(await check("wx_app_1")).toEqual({
      checked: online ? "online" : "offline",
      account: anAccount({ state, epoch: 3 }),
    });
    expect(events).toEqual([]);
  });

  it.each(["unreachable", "refused"] as const)("passes on that the gateway is %s and changes nothing", async (code) => {
    const accounts = inState("ONLINE");
    const { check, events } = setUp({ accounts, online: () => Promise.reject(new AppError(code, "no")) });
    await expect(check("wx_app_1")).rejects.toMatchObject({ code });
    expect(await accounts.get("wx_app_1")).toEqual(anAccount({ state: "ONLINE", epoch: 3 }));
    expect(events).toEqual([]);
  });

  it.each([[[]], [[anAccount({ registered: false })]]])("knows only accounts that are registered", async (stored) => {
    const { check } = setUp({ accounts: createMemoryAccounts(stored), online: async () => true });
    await expect(check("wx_app_1")).rejects.toMatchObject({ code: "not-found" });
  });

  it("gives way to whoever moved the account in the meantime, and announces nothing", async () => {
    const accounts = inState("IDLE");
    const online = async () => {
      await accounts.transition(anAccount({ state: "IDLE", epoch: 3 }), "LOGGING_IN", NOON);
      return true;
    };
    const { check, events } = setUp({ accounts, online });
    expect(await check("wx_app_1")).toMatchObject({ checked: "online", account: { state: "LOGGING_IN", epoch: 4 } });
    expect(events).toEqual([]);
  });

  it("keeps a change that could not be announced, and says so in the log", async () => {
    const publish = () => Promise.reject(new AppError("unavailable", "the bus is away"));
    const { check, lines } = setUp({ accounts: inState("IDLE"), online: async () => true, publish });
    expect(await check("wx_app_1")).toMatchObject({ account: { state: "ONLINE" } });
    expect(lines).toEqual([
      expect.objectContaining({ level: "error", message: "a change of state was made but not announced" }),
    ]);
  });
});
