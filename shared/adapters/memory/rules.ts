import type { Rules } from "../../application/ports.ts";
import { AppError } from "../../domain/errors.ts";
import { NO_RULES, type RuleSnapshot } from "../../domain/rule.ts";

/** Rule sets in memory. */
export function createMemoryRules(): Rules {
  const published: RuleSnapshot[] = [NO_RULES];
  return {
    async version() {
      return published.length - 1;
    },
    async snapshot(version) {
      const snapshot = published[version];
      if (snapshot) return snapshot;
      throw new AppError("not-found", `there is no rule set of version ${version}`, { details: { version } });
    },
    async publish(snapshot) {
      const { version } = snapshot;
      if (version !== published.length) {
        throw new AppError(
          "conflict",
          `version ${version} cannot follow: version ${published.length - 1} is published`,
          {
            details: { version, published: published.length - 1 },
          },
        );
      }
      published.push(snapshot);
    },
  };
}
