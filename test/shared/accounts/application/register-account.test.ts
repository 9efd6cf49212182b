import { describe, expect, it } from "vitest";
import { createMemoryAccounts } from "../../../../shared/accounts/adapters/memory-accounts.ts";
import type { CheckedAccount } from "../../../../shared/accounts/application/check-account.ts";
import { createRegisterAccount } from "../../../../shared/accounts/application/register-account.ts";
import { AppError } from "../../../../shared/kernel/domain/errors.ts";
import { anAccount, NOON } from "../../../support/builders.ts";
import { recordingObservability } from "../../../support/recording-observability.ts";

function setUp(check: (appId: string) => Promise<CheckedAccount>, accounts = createMemoryAccounts()) {
  const { log, lines } = recordingObservability();
  const clock = { now: () => NOON, sleep: async () => undefined };
  return { accounts, lines, register: createRegisterAccount({ accounts, check, clock, log }) };
}

const input = { appId: "wx_app_1", name: "Shop" };

describe("registering an account", () => {
  it("stores it before it is checked, and gives what the check found", async () => {
    const accounts = createMemoryAccounts();
    const { register } = setUp(async (appId) => {
      expect(await accounts.get(appId)).toMatchObject({ registered: true, state: "IDLE" });
      return { checked: "online", account: anAccount() };
    }, accounts);
    expect(await register(input)).toEqual({ checked: "online", account: anAccount() });
  });

  it("does not check what is registered already", async () => {
    let checks = 0;
    const check = async (): Promise<CheckedAccount> => {
      checks += 1;
      return { checked: "offline", account: anAccount() };
    };
    const { register } = setUp(check, createMemoryAccounts([anAccount()]));
    await expect(register(input)).rejects.toMatchObject({ code: "conflict" });
    expect(checks).toBe(0);
  });

  it("stays registered when the gateway does not answer, and shows what is stored", async () => {
    const known = anAccount({ registered: false, state: "IDLE", wxid: "wxid_seen" });
    const { register, lines } = setUp(
      () => Promise.reject(new AppError("unreachable", "no answer within 10000 ms")),
      createMemoryAccounts([known]),
    );
    expect(await register(input)).toMatchObject({
      checked: "unreachable",
      reason: "no answer within 10000 ms",
      account: { registered: true, state: "IDLE", wxid: "wxid_seen" },
    });
    expect(lines).toEqual([expect.objectContaining({ level: "error" })]);
  });

  it.each([new TypeError("secret"), new AppError("internal", "secret"), new AppError("unavailable", "secret")])(
    "does not tell operators what broke on our side (%s)",
    async (error) => {
      const { register } = setUp(() => Promise.reject(error));
      expect(await register(input)).toMatchObject({ checked: "unreachable", reason: "the check failed on our side" });
    },
  );

  it("shows what it wrote where the store does not show it yet", async () => {
    const accounts = { ...createMemoryAccounts(), get: async () => undefined };
    const { register } = setUp(() => Promise.reject(new AppError("unreachable", "no")), accounts);
    expect(await register(input)).toMatchObject({ account: { appId: "wx_app_1", state: "IDLE" } });
  });
});
