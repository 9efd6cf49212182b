import { describe, expect, it } from "vitest";
import { createMemoryAccounts } from "../../../../shared/accounts/adapters/memory-accounts.ts";
import { createUpdateAccount } from "../../../../shared/accounts/application/update-account.ts";
import { anAccount, NOON } from "../../../support/builders.ts";

const clock = { now: () => NOON + 1, sleep: async () => undefined };

describe("changing an account", () => {
  it("changes what is named, and when it was changed", async () => {
    const update = createUpdateAccount({ accounts: createMemoryAccounts([anAccount()]), clock });
    expect(await update("wx_app_1", { name: "Renamed" })).toEqual(anAccount({ name: "Renamed", updatedAt: NOON + 1 }));
  });

  it("knows only accounts that are registered", async () => {
    const update = createUpdateAccount({ accounts: createMemoryAccounts([anAccount({ registered: false })]), clock });
    await expect(update("wx_app_1", { name: "Renamed" })).rejects.toMatchObject({
      code: "not-found",
      details: { appId: "wx_app_1" },
    });
  });
});
