import { AppError } from "../../kernel/domain/errors.ts";
import type { Rule } from "../domain/rule.ts";
import type { RuleDrafts, Rules } from "./ports/rules.ts";

/** Names a rule set: the stored draft, the published version, or a version by its number. */
export type RuleSource = "draft" | "published" | number;

/** The rules of a source, with the version's number or the draft's revision. */
export type SourcedRules = {
  readonly rules: readonly Rule[];
  readonly version?: number;
  readonly revision?: number;
};

/** Reads a source. Throws `not-found` where it does not exist. */
export type ReadRuleSource = (source: RuleSource) => Promise<SourcedRules>;

export function createReadRuleSource(deps: {
  readonly rules: Pick<Rules, "version" | "snapshot">;
  readonly drafts: Pick<RuleDrafts, "get">;
}): ReadRuleSource {
  return async (source) => {
    if (source === "draft") {
      const { revision, draft } = await deps.drafts.get();
      if (!draft) throw new AppError("not-found", "there is no draft");
      return { rules: draft.rules, revision };
    }
    const version = source === "published" ? await deps.rules.version() : source;
    const { rules } = await deps.rules.snapshot(version);
    return { rules, version };
  };
}
