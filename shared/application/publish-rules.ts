import { contentFaults } from "../domain/content-faults.ts";
import { AppError } from "../domain/errors.ts";
import type { Rule, RuleSnapshot } from "../domain/rule.ts";
import { compileRules } from "../domain/rule-engine.ts";
import type { Clock, Metrics, Rules } from "./ports.ts";

/** A rule set to publish. `version`: the published one it was edited from; whatever is published where left out. */
export type Publication = {
  readonly rules: readonly Rule[];
  readonly version?: number | undefined;
  /** Why. */
  readonly note?: string | undefined;
  readonly draftRevision?: number;
};

export type PublishRules = (publication: Publication, publishedBy: string) => Promise<RuleSnapshot>;

/**
 * Publishes a rule set as the next version. All rules are compiled first, disabled ones too, so that switching one on
 * later cannot fail. Throws `invalid-input` that names each rule whose pattern RE2 refuses or whose
 * replies cannot be sent, and `conflict` if the set
 * was edited from another version than the published one.
 */
export function createPublishRules(deps: {
  readonly rules: Pick<Rules, "version" | "publish">;
  readonly clock: Clock;
  readonly metrics: Metrics;
}): PublishRules {
  return async ({ rules, version, note, draftRevision }, publishedBy) => {
    assertPublishable(rules);
    const editedFrom = version ?? (await deps.rules.version());
    const snapshot: RuleSnapshot = {
      version: editedFrom + 1,
      rules,
      publishedAt: deps.clock.now(),
      publishedBy,
      ...(note === undefined ? {} : { note }),
      ...(draftRevision === undefined ? {} : { draftRevision }),
    };
    await deps.rules.publish(snapshot);
    deps.metrics.count("RulesPublished");
    return snapshot;
  };
}

/** An error names this many rules in its text; its issues name all. */
const NAMED = 5;

export type Fault = { readonly path: string; readonly message: string };

function assertPublishable(rules: readonly Rule[]): void {
  const issues = faultsOf(rules);
  if (issues.length === 0) return;
  const named = issues.slice(0, NAMED).map(({ message }) => message);
  if (issues.length > NAMED) named.push(`and ${issues.length - NAMED} more`);
  throw new AppError("invalid-input", named.join("; "), { details: { issues } });
}

export function faultsOf(rules: readonly Rule[]): Fault[] {
  return rules.flatMap((rule, index) => [...patternFaults(rule, index), ...replyFaults(rule, index)]);
}

function replyFaults(rule: Rule, index: number): Fault[] {
  return rule.actions.flatMap((action, at) => {
    if (action.type !== "reply" || action.content === undefined) return [];
    const where = `rules.${index}.actions.${at}.content`;
    return contentFaults(action.content).map(({ path, message }) => ({
      path: path === "" ? where : `${where}.${path}`,
      message: `rule '${rule.id}': ${message}`,
    }));
  });
}

function patternFaults(rule: Rule, index: number): Fault[] {
  try {
    compileRules({ version: 0, rules: [{ ...rule, enabled: true }] });
    return [];
  } catch (cause) {
    if (!(cause instanceof AppError && cause.code === "invalid-input")) throw cause;
    return [{ path: `rules.${index}.match.pattern`, message: cause.message }];
  }
}
