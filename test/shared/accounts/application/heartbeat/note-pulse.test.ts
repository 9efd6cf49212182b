import { expect, it } from "vitest";
import { createNotePulse } from "../../../../../shared/accounts/application/heartbeat/note-pulse.ts";
import { NOON } from "../../../../support/builders.ts";
import { fakeClock } from "../../../../support/fake-clock.ts";
import { recordingObservability } from "../../../../support/recording-observability.ts";

it("writes one sign of an account's life in its time, and none for another's", async () => {
  const clock = fakeClock();
  const notes: [string, number][] = [];
  const note = async (appId: string, at: number) => void notes.push([appId, at]);
  const pulse = createNotePulse({ ...recordingObservability(), note, every: 15_000, clock });
  await pulse("wx_a");
  clock.advance(14_999);
  await pulse("wx_a");
  await pulse("wx_b");
  clock.advance(1);
  await pulse("wx_a");
  expect(notes).toEqual([
    ["wx_a", NOON],
    ["wx_b", NOON + 14_999],
    ["wx_a", NOON + 15_000],
  ]);
});

it("tries again at the next sign where the store did not take it, and holds nobody up", async () => {
  const observed = recordingObservability();
  let calls = 0;
  const note = async () => {
    calls += 1;
    throw new Error("throttled");
  };
  const pulse = createNotePulse({ ...observed, note, every: 15_000, clock: fakeClock() });
  await pulse("wx_a");
  await pulse("wx_a");
  expect(calls).toBe(2);
  expect(observed.lines).toHaveLength(2);
});
