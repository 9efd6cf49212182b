import type { RuleSnapshot } from "../../domain/rule.ts";
import type { DraftSlot } from "../../domain/versions/draft.ts";
import type { RuleVersion } from "../../domain/versions/history.ts";

export type Rules = {
  /** The published version's number: one small read. */
  version(): Promise<number>;
  snapshot(version: number): Promise<RuleSnapshot>;
  /**
   * Publishes `snapshot` as the successor of `version - 1`; throws `conflict` if that is not the published one. Removes
   * versions older than the last `KEPT_VERSIONS`.
   */
  publish(snapshot: RuleSnapshot): Promise<void>;
  /** The versions that are kept, newest first. */
  versions(limit: number, cursor?: string): Promise<{ versions: readonly RuleVersion[]; cursor?: string }>;
};

/** The fleet's one draft of a rule set. */
export type RuleDrafts = {
  /** Strongly consistent. */
  get(): Promise<DraftSlot>;
  /** Stores the slot after revision `slot.revision - 1`; throws `conflict` if that is not the stored one. */
  put(slot: DraftSlot): Promise<void>;
};
