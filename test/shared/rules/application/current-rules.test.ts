import { describe, expect, it, vi } from "vitest";
import { createMemoryRules } from "../../../../shared/rules/adapters/memory-rules.ts";
import { createCurrentRules } from "../../../../shared/rules/application/current-rules.ts";
import { matchedIds } from "../../../support/a-rule-account.ts";
import { anInboundText, aRule, aSnapshot } from "../../../support/builders.ts";
import { fakeClock } from "../../../support/fake-clock.ts";
import { recordingObservability } from "../../../support/recording-observability.ts";

function setUp() {
  const rules = createMemoryRules();
  const clock = fakeClock();
  const { log, metrics, counts, lines } = recordingObservability();
  const current = createCurrentRules({ rules, clock, metrics, log });
  const replies = async () => matchedIds(await current(), anInboundText());
  return { rules, clock, current, replies, counts, lines };
}

describe("the current rules", () => {
  it("are none before the first publication", async () => {
    const { current, replies } = setUp();
    expect((await current()).version).toBe(0);
    expect(await replies()).toEqual([]);
  });

  it("are those of a new version within 5 s of its publication, without a restart", async () => {
    const { rules, clock, replies } = setUp();
    await replies();
    await rules.publish(aSnapshot(1));
    for (let second = 0; second < 5; second++) {
      clock.advance(1000);
      await replies();
    }
    expect(await replies()).toEqual(["hello"]);
    await rules.publish(aSnapshot(2, [aRule({ id: "bye" })]));
    clock.advance(5000);
    expect(await replies()).toEqual(["bye"]);
  });

  it("cost one small read every few seconds, and a snapshot only when the version changed", async () => {
    const { rules, clock, current } = setUp();
    await rules.publish(aSnapshot(1));
    const version = vi.spyOn(rules, "version");
    const snapshot = vi.spyOn(rules, "snapshot");
    for (let ms = 0; ms < 60_000; ms += 100) {
      await current();
      clock.advance(100);
    }
    expect(version.mock.calls.length).toBeLessThanOrEqual(20);
    expect(snapshot).toHaveBeenCalledTimes(1);
  });

  it("are loaded once for all who ask at the same time", async () => {
    const { rules, current } = setUp();
    const version = vi.spyOn(rules, "version");
    const [one, other] = await Promise.all([current(), current()]);
    expect(one).toBe(other);
    expect(version).toHaveBeenCalledTimes(1);
  });

  it("stay the old ones when a broken set is published, and say so", async () => {
    const { rules, clock, replies, counts, lines } = setUp();
    await rules.publish(aSnapshot(1));
    expect(await replies()).toEqual(["hello"]);
    await rules.publish(aSnapshot(2, [aRule({ match: { type: "regex", pattern: "(", ignoreCase: false } })]));
    clock.advance(5000);
    expect(await replies()).toEqual(["hello"]);
    expect(counts.get("RulesNotLoaded")).toBe(1);
    expect(lines[0]).toMatchObject({ level: "error", fields: { version: 1 } });
    await rules.publish(aSnapshot(3, [aRule({ id: "mended" })]));
    clock.advance(5000);
    expect(await replies()).toEqual(["mended"]);
  });

  it("stay the old ones while the store does not answer", async () => {
    const { rules, clock, replies } = setUp();
    await rules.publish(aSnapshot(1));
    await replies();
    vi.spyOn(rules, "version").mockRejectedValue(new Error("away"));
    clock.advance(5000);
    expect(await replies()).toEqual(["hello"]);
  });

  it("are an error of the caller where there were none before, and are asked for again", async () => {
    const { rules, current, counts } = setUp();
    vi.spyOn(rules, "version").mockRejectedValueOnce(new Error("away"));
    await expect(current()).rejects.toThrow("away");
    expect(counts.get("RulesNotLoaded")).toBe(1);
    expect((await current()).version).toBe(0);
  });
});
