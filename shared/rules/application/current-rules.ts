import { createCurrentVersion } from "../../kernel/application/current-version.ts";
import type { Clock, Log, Metrics } from "../../kernel/application/ports/runtime.ts";
import { type CompiledRules, compileRules } from "../domain/judging/engine.ts";
import type { Rules } from "./ports/rules.ts";

/** The published rules, compiled: see `createCurrentVersion`. */
export function createCurrentRules({
  rules,
  ...deps
}: {
  readonly rules: Rules;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
}): () => Promise<CompiledRules> {
  return createCurrentVersion({
    ...deps,
    version: () => rules.version(),
    load: async (version) => compileRules(await rules.snapshot(version)),
    failed: {
      metric: "RulesNotLoaded",
      message: "the published rules could not be loaded; the previous ones stay in force",
    },
  });
}
