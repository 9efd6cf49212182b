import { pageOf } from "../../platform/memory/pager.ts";
import type { Rules } from "../application/ports/rules.ts";
import { NO_RULES, type RuleSnapshot } from "../domain/rule.ts";
import { KEPT_VERSIONS, noSuchVersion, versionConflict, versionOf } from "../domain/versions/history.ts";

/** Rule sets in memory. */
export function createMemoryRules(): Rules {
  const kept = new Map<number, RuleSnapshot>();
  let published = 0;
  return {
    async version() {
      return published;
    },
    async snapshot(version) {
      if (version === 0) return NO_RULES;
      const snapshot = kept.get(version);
      if (snapshot) return snapshot;
      throw noSuchVersion(version);
    },
    async publish(snapshot) {
      if (snapshot.version !== published + 1) throw versionConflict(snapshot.version, published);
      kept.set(snapshot.version, snapshot);
      kept.delete(snapshot.version - KEPT_VERSIONS);
      published = snapshot.version;
    },
    async versions(limit, cursor) {
      const newest = [...kept.values()].reverse().map(versionOf);
      const { page, next } = pageOf(newest, ({ version }) => String(version), limit, cursor);
      return { versions: page, ...next };
    },
  };
}
