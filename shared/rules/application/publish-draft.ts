import type { RuleDraft } from "../domain/versions/draft.ts";
import type { Rules } from "./ports/rules.ts";
import type { Publication, Published, PublishRules } from "./publish-rules.ts";

/** Publishes the draft of a revision as `PublishRules` does. */
export type PublishDraft = (
  draft: RuleDraft,
  about: { readonly revision: number; readonly note: Publication["note"] },
  by: string,
) => Promise<Published>;

/**
 * Publishes a draft once: where its publisher died before the draft was taken away, the version in force names its
 * revision, and that version is the result.
 */
export function createPublishDraft(deps: {
  readonly rules: Pick<Rules, "version" | "snapshot" | "versions">;
  readonly publish: PublishRules;
}): PublishDraft {
  return async ({ rules, basedOn }, { revision, note }, by) => {
    const [inForce, { versions }] = await Promise.all([deps.rules.version(), deps.rules.versions(1)]);
    const newest = versions.find(({ version }) => version === inForce);
    if (newest?.draftRevision === revision) {
      return { snapshot: await deps.rules.snapshot(newest.version), warnings: [] };
    }
    return deps.publish({ rules, version: basedOn, note, draftRevision: revision }, by);
  };
}
