import type { Clock, Metrics } from "../../kernel/application/ports/runtime.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import { ruleSetIssues } from "../domain/checking/set-limits.ts";
import type { Rule } from "../domain/rule.ts";
import { type DraftSlot, draftConflict, type RuleDraft, type RuleEdits, withEdits } from "../domain/versions/draft.ts";
import type { RuleDrafts, Rules } from "./ports/rules.ts";
import { createPublishDraft } from "./publish-draft.ts";
import type { Published, PublishRules } from "./publish-rules.ts";

/** The draft as it is saved; before the first change it is what is published (`saved`: false). */
export type OpenDraft = RuleDraft & { readonly revision: number; readonly saved: boolean };

export type Drafts = {
  open(): Promise<OpenDraft>;
  /**
   * Replaces all rules of the draft. `basedOn`: the published version that they now start from; stays where left out.
   */
  save(
    change: { revision: number; rules: readonly Rule[]; basedOn?: number | undefined },
    by: string,
  ): Promise<OpenDraft>;
  /** Puts rules in and takes rules out; the others stay. */
  edit(change: RuleEdits & { readonly revision: number }, by: string): Promise<OpenDraft>;
  discard(revision: number): Promise<void>;
  publish(change: { revision: number; note?: string | undefined }, by: string): Promise<Published>;
};

/**
 * Work on the fleet's one draft. Every change names the revision that it was made from, and throws `conflict` where
 * another operator has changed the draft since. A draft may have faults that keep it from being published, but each of
 * its rules fits the schema, and ids are unique.
 */
export function createDrafts(deps: {
  readonly drafts: RuleDrafts;
  readonly rules: Pick<Rules, "version" | "snapshot" | "versions">;
  readonly publish: PublishRules;
  readonly clock: Clock;
  readonly metrics: Metrics;
}): Drafts {
  const publishDraft = createPublishDraft(deps);

  async function opened({ revision, draft }: DraftSlot): Promise<OpenDraft> {
    if (draft) return { ...draft, revision, saved: true };
    const { version, rules, publishedAt, publishedBy } = await deps.rules.snapshot(await deps.rules.version());
    return { rules, basedOn: version, editedAt: publishedAt, editedBy: publishedBy, revision, saved: false };
  }

  async function at(revision: number): Promise<DraftSlot> {
    const slot = await deps.drafts.get();
    if (slot.revision !== revision) throw draftConflict(revision, slot.revision);
    return slot;
  }

  async function store(from: OpenDraft, rules: readonly Rule[], basedOn: number, by: string): Promise<OpenDraft> {
    assertWithinLimits(rules);
    const draft = { rules, basedOn, editedAt: deps.clock.now(), editedBy: by };
    const revision = from.revision + 1;
    await deps.drafts.put({ revision, draft });
    deps.metrics.count("DraftSaved");
    return { ...draft, revision, saved: true };
  }

  return {
    open: async () => opened(await deps.drafts.get()),

    async save({ revision, rules, basedOn }, by) {
      const from = await opened(await at(revision));
      return store(from, rules, basedOn ?? from.basedOn, by);
    },

    async edit({ revision, ...edits }, by) {
      const from = await opened(await at(revision));
      return store(from, withEdits(from.rules, edits), from.basedOn, by);
    },

    async discard(revision) {
      await at(revision);
      await deps.drafts.put({ revision: revision + 1 });
    },

    async publish({ revision, note }, by) {
      const { draft } = await at(revision);
      if (!draft) throw new AppError("not-found", "there is no draft to publish");
      const published = await publishDraft(draft, { revision, note }, by);
      await deps.drafts.put({ revision: revision + 1 });
      return published;
    },
  };
}

function assertWithinLimits(rules: readonly Rule[]): void {
  const issues = ruleSetIssues(rules).map(({ path, message }) => ({ path: path.join("."), message }));
  const [first] = issues;
  if (first) throw new AppError("invalid-input", `${first.path}: ${first.message}`, { details: { issues } });
}
