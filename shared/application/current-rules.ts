import { type CompiledRules, compileRules } from "../domain/rule-engine.ts";
import type { Clock, Log, Metrics, Rules } from "./ports.ts";

/** How often the published version is looked up, ms: a change is picked up within this and one read. */
const REFRESH = 3000;

/**
 * The published rules, compiled once per version. A set that cannot be loaded or compiled leaves the previous one in
 * force (and is reported); without a previous one the error is the caller's.
 */
export function createCurrentRules(deps: {
  readonly rules: Rules;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
}): () => Promise<CompiledRules> {
  let current: CompiledRules | undefined;
  let checkedAt = Number.NEGATIVE_INFINITY;
  let refreshing: Promise<CompiledRules> | undefined;

  async function refresh(): Promise<CompiledRules> {
    try {
      const version = await deps.rules.version();
      if (!current || current.version !== version) current = compileRules(await deps.rules.snapshot(version));
    } catch (error) {
      deps.metrics.count("RulesNotLoaded");
      if (!current) throw error;
      deps.log.error("the published rules could not be loaded; the previous ones stay in force", error, {
        version: current.version,
      });
    }
    checkedAt = deps.clock.now();
    return current;
  }

  return () => {
    const age = deps.clock.now() - checkedAt;
    if (current && age >= 0 && age < REFRESH) return Promise.resolve(current);
    refreshing ??= refresh().finally(() => {
      refreshing = undefined;
    });
    return refreshing;
  };
}
