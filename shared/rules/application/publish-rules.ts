import type { Clock, Metrics } from "../../kernel/application/ports/runtime.ts";
import { assertNoFaults, type RuleFault } from "../domain/checking/findings.ts";
import { PATTERN_ENGINE } from "../domain/matching/pattern-fault.ts";
import type { Rule, RuleSnapshot } from "../domain/rule.ts";
import type { RuleCheck } from "./check-rules.ts";
import { judgeRules } from "./judge-rules.ts";
import type { Rules } from "./ports/rules.ts";

/** A rule set to publish. `version`: the published one that it was edited from; where left out, the one in force. */
export type Publication = {
  readonly rules: readonly Rule[];
  readonly version?: number | undefined;
  /** The reason, for operators. */
  readonly note?: string | undefined;
  readonly draftRevision?: number;
};

/** The version that is in force from now on, with warnings about its rules. */
export type Published = { readonly snapshot: RuleSnapshot; readonly warnings: readonly RuleFault[] };

export type PublishRules = (publication: Publication, publishedBy: string) => Promise<Published>;

/**
 * Publishes a rule set as the next version. All rules are judged first, disabled ones too, so that switching one on
 * later cannot fail. Throws `invalid-input` that names each rule with its fault (a pattern that RE2 refuses, an unknown
 * variable, a reply that cannot be sent, a rule that is never reached or is there twice, a webhook that does not
 * exist), and `conflict` if the rules were edited from another version than the published one.
 */
export function createPublishRules(deps: {
  readonly rules: Pick<Rules, "version" | "publish">;
  readonly checkRules: RuleCheck;
  readonly clock: Clock;
  readonly metrics: Metrics;
}): PublishRules {
  return async ({ rules, version, note, draftRevision }, publishedBy) => {
    const { faults, warnings } = await judgeRules(rules, deps.checkRules);
    assertNoFaults(faults);
    const editedFrom = version ?? (await deps.rules.version());
    const snapshot: RuleSnapshot = {
      version: editedFrom + 1,
      rules,
      publishedAt: deps.clock.now(),
      publishedBy,
      patternEngine: PATTERN_ENGINE,
      ...(note === undefined ? {} : { note }),
      ...(draftRevision === undefined ? {} : { draftRevision }),
    };
    await deps.rules.publish(snapshot);
    deps.metrics.count("RulesPublished");
    return { snapshot, warnings };
  };
}
