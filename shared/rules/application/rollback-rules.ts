import type { Clock, Metrics } from "../../kernel/application/ports/runtime.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import { assertNoFaults } from "../domain/checking/findings.ts";
import { compileRules } from "../domain/judging/engine.ts";
import { PATTERN_ENGINE } from "../domain/matching/pattern-fault.ts";
import type { RuleSnapshot } from "../domain/rule.ts";
import type { RuleCheck } from "./check-rules.ts";
import type { Rules } from "./ports/rules.ts";
import type { Published } from "./publish-rules.ts";

/**
 * Brings the rules of `version` in force again. `published`: the version to replace; where left out, the one in force.
 */
export type Rollback = {
  readonly version: number;
  readonly published?: number | undefined;
  readonly note?: string | undefined;
};

export type RollbackRules = (rollback: Rollback, publishedBy: string) => Promise<Published>;

/**
 * Publishes the rules of an old version as the next one. They were judged when they were published, so that now only
 * two things are checked: that they compile, and that what they name outside still exists. Version 0, the empty set,
 * stops all rules. Throws `not-found` for a version that is not kept, `conflict` for the published one and where
 * another was published meanwhile, and `invalid-input` where a check fails.
 */
export function createRollbackRules(deps: {
  readonly rules: Pick<Rules, "version" | "snapshot" | "publish">;
  readonly checkRules: RuleCheck;
  readonly clock: Clock;
  readonly metrics: Metrics;
}): RollbackRules {
  return async ({ version, published, note }, publishedBy) => {
    const current = published ?? (await deps.rules.version());
    if (version === current) {
      throw new AppError("conflict", `version ${version} is the published one`, { details: { version } });
    }
    const old = await deps.rules.snapshot(version);
    const { rules } = old;
    compileRules(old);
    const { faults, warnings } = await deps.checkRules(rules);
    assertNoFaults(faults);
    const snapshot: RuleSnapshot = {
      version: current + 1,
      rules,
      publishedAt: deps.clock.now(),
      publishedBy,
      patternEngine: PATTERN_ENGINE,
      rolledBackTo: version,
      ...(note === undefined ? {} : { note }),
    };
    await deps.rules.publish(snapshot);
    deps.metrics.count("RulesRolledBack");
    return { snapshot, warnings };
  };
}
