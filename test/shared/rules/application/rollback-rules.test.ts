import { describe, expect, it } from "vitest";
import { createMemoryRules } from "../../../../shared/rules/adapters/memory-rules.ts";
import type { RuleCheck } from "../../../../shared/rules/application/check-rules.ts";
import { createRollbackRules } from "../../../../shared/rules/application/rollback-rules.ts";
import { NO_FINDINGS } from "../../../../shared/rules/domain/checking/findings.ts";
import { PATTERN_ENGINE } from "../../../../shared/rules/domain/matching/pattern-fault.ts";
import { aRule, aSnapshot, NOON } from "../../../support/builders.ts";
import { fakeClock } from "../../../support/fake-clock.ts";
import { recordingObservability } from "../../../support/recording-observability.ts";

async function setUp(checkRules: RuleCheck = async () => NO_FINDINGS) {
  const rules = createMemoryRules();
  await rules.publish(aSnapshot(1));
  await rules.publish(aSnapshot(2, [aRule({ id: "wrong" })]));
  const { metrics, counts } = recordingObservability();
  return { rules, counts, rollBack: createRollbackRules({ rules, checkRules, clock: fakeClock(), metrics }) };
}

describe("rolling back", () => {
  it("publishes the old rules as a new version, and says which they are and why", async () => {
    const { rules, counts, rollBack } = await setUp();
    const snapshot = {
      version: 3,
      rules: aSnapshot(1).rules,
      publishedAt: NOON,
      publishedBy: "operator-2",
      rolledBackTo: 1,
      patternEngine: PATTERN_ENGINE,
      note: "价格有误",
    };
    expect(await rollBack({ version: 1, note: "价格有误" }, "operator-2")).toEqual({ snapshot, warnings: [] });
    expect(await rules.snapshot(await rules.version())).toEqual(snapshot);
    expect(counts.get("RulesRolledBack")).toBe(1);
  });

  it("to version 0 stops all rules", async () => {
    const { rollBack } = await setUp();
    expect(await rollBack({ version: 0 }, "operator-2")).toMatchObject({
      snapshot: { version: 3, rules: [], rolledBackTo: 0 },
    });
  });

  it.each([
    ["the published version", { version: 2 }, "conflict"],
    ["a version that never was", { version: 7 }, "not-found"],
    ["a version, while another than the one to replace is published", { version: 1, published: 1 + 8 }, "conflict"],
  ])("refuses %s", async (_what, rollback, code) => {
    const { rules, rollBack } = await setUp();
    await expect(rollBack(rollback, "operator-2")).rejects.toMatchObject({ code });
    expect(await rules.version()).toBe(2);
  });

  it("judges what the old rules name by what there is now", async () => {
    const warnings = [{ path: "rules.0.actions.0", message: "rule 'hello': not meant?" }];
    const warned = await setUp(async () => ({ faults: [], warnings }));
    expect(await warned.rollBack({ version: 1 }, "operator-2")).toMatchObject({ warnings });
    const faults = [{ path: "rules.0.actions.0", message: "rule 'hello': it is gone" }];
    const { rules, rollBack } = await setUp(async () => ({ faults, warnings: [] }));
    await expect(rollBack({ version: 1 }, "operator-2")).rejects.toMatchObject({
      code: "invalid-input",
      details: { issues: faults },
    });
    expect(await rules.version()).toBe(2);
  });

  it("refuses rules that no longer compile", async () => {
    const { rules, rollBack } = await setUp();
    await rules.publish(aSnapshot(3, [aRule({ match: { type: "regex", pattern: "(", ignoreCase: false } })]));
    await rules.publish(aSnapshot(4));
    await expect(rollBack({ version: 3 }, "operator-2")).rejects.toMatchObject({ code: "invalid-input" });
    expect(await rules.version()).toBe(4);
  });
});
