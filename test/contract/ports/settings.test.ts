import { expect, it } from "vitest";
import { DEFAULT_SETTINGS } from "../../../shared/operators/domain/settings.ts";
import { onEveryStorage } from "./every-storage.ts";

onEveryStorage("settings", (fresh) => {
  it("are the defaults until somebody sets them, then what was set last", async () => {
    const { settings } = await fresh();
    expect(await settings.get()).toEqual(DEFAULT_SETTINGS);
    const raised = {
      ...DEFAULT_SETTINGS,
      newAccountDays: 7,
      gateway: { perSecond: 100, burst: 200, dailyCap: 5_000_000 },
    };
    await settings.put(DEFAULT_SETTINGS);
    await settings.put(raised);
    expect(await settings.get()).toEqual(raised);
  });
});
