import { AppError } from "../../../kernel/domain/errors.ts";
import type { RuleSnapshot } from "../rule.ts";

/** How many versions are kept, to be read and published again. */
export const KEPT_VERSIONS = 100;

/** A published version without its rules. */
export type RuleVersion = Omit<RuleSnapshot, "rules"> & { readonly ruleCount: number };

/** A version without its rules. */
export function versionOf({ rules, ...about }: RuleSnapshot): RuleVersion {
  return { ...about, ruleCount: rules.length };
}

/** The error where version `wanted` cannot follow the `published` one. */
export function versionConflict(wanted: number, published: number): AppError {
  return new AppError(
    "conflict",
    `version ${wanted} cannot follow: version ${published} is published; read it and publish anew`,
    { details: { version: wanted, published } },
  );
}

/** The error for a version that never was, or that is no longer kept. */
export function noSuchVersion(version: number): AppError {
  return new AppError("not-found", `there is no rule set of version ${version}; the last ${KEPT_VERSIONS} are kept`, {
    details: { version },
  });
}
