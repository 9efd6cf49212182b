import { describe, expect, it } from "vitest";
import { createMemoryAccounts } from "../../../../shared/accounts/adapters/memory-accounts.ts";
import { createSetCallback } from "../../../../shared/accounts/application/set-callback.ts";
import { moveAfter } from "../../../../shared/accounts/domain/lifecycle.ts";
import { createSyncDueAccounts } from "../../../../shared/directory/application/sync-due-accounts.ts";
import { recordingDirectoryQueue } from "../../../support/a-directory.ts";
import { anAccount, NOON } from "../../../support/builders.ts";
import { recordingObservability } from "../../../support/recording-observability.ts";
import { recordingAccountTasks } from "../../../support/recording-ports.ts";

const OFFICIAL = anAccount({ channel: "official", wxid: "gh_1" });

describe("an Official Account", () => {
  it.each([
    { type: "found-offline", by: "beat-failed" },
    { type: "send-refused", detail: "offline" },
    { type: "banned", detail: "" },
    { type: "logged-out" },
  ] as const)("stays ONLINE whatever is said of it (%j)", (event) => {
    expect(moveAfter(OFFICIAL, event, NOON)).toBeUndefined();
  });

  it("has no contacts to sync, at whatever hour", async () => {
    const lane = recordingDirectoryQueue();
    for (let hour = 0; hour < 24; hour += 1) {
      const clock = { now: () => NOON + hour * 3_600_000, sleep: async () => undefined };
      await createSyncDueAccounts({
        ...recordingObservability(),
        accounts: createMemoryAccounts([OFFICIAL]),
        queue: lane.queue,
        clock,
      })();
    }
    expect(lane.waiting()).toEqual([]);
  });

  it("is not what a gateway is told a callback URL for", async () => {
    const told: string[] = [];
    const setCallback = createSetCallback({
      ...recordingObservability(),
      accounts: createMemoryAccounts([OFFICIAL]),
      callbackTarget: { set: async (url) => void told.push(url) },
      callbackUrl: async () => "https://fleet.example.com/callbacks",
      tasks: recordingAccountTasks(),
      clock: { now: () => NOON, sleep: async () => undefined },
    });
    await setCallback({ type: "set-callback", appId: OFFICIAL.appId, attempt: 1 });
    expect(told).toEqual([]);
  });
});
