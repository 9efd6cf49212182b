import { expect, it } from "vitest";
import { createMemoryAccounts } from "../../../../shared/accounts/adapters/memory-accounts.ts";
import { createMemoryProfiles } from "../../../../shared/profiles/adapters/memory-profiles.ts";
import { createReadWindow } from "../../../../shared/profiles/application/read-window.ts";
import { reduceProfile } from "../../../../shared/profiles/domain/profile.ts";
import { aBehaviour, anAccount, NOON } from "../../../support/builders.ts";
import { fakeClock } from "../../../support/fake-clock.ts";

it("a window is not known while profiles are off: what people do is kept no longer", async () => {
  const profiles = createMemoryProfiles();
  const said = aBehaviour({ change: { user: "wxid_friend", act: "message" } });
  await profiles.put(reduceProfile(undefined, said), 0, NOON);
  const accounts = createMemoryAccounts([anAccount({ channel: "mini-program" })]);
  const windowOf = (profileScope: "off" | "all") =>
    createReadWindow({ accounts, profiles, profileScope, clock: fakeClock() })("wx_app_1", "wxid_friend");
  expect(await windowOf("off")).toEqual({ state: "unknown" });
  expect(await windowOf("all")).toMatchObject({ state: "open" });
});
