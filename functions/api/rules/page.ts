import * as z from "zod";
import { AppError } from "../../../shared/kernel/domain/errors.ts";
import type { Rule } from "../../../shared/rules/domain/rule.ts";
import { fitting } from "../http/fitting.ts";

/** Query of a rule set: all of it, or at most `limit` rules from `offset` on. */
export const rulesQuery = z.strictObject({
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(10_000).exactOptional(),
});

/** The offset of the next page; absent on the last page. */
export const nextOffset = z.int().exactOptional();

/**
 * One page of a rule set, with the number of all its rules. A page has fewer rules than `limit` if more do not fit into
 * an answer. Without a limit the page has all rules; throws `too-large` if they do not fit, because a caller could take
 * a part for the whole set.
 */
export function rulesPage<T extends { readonly rules: readonly Rule[] }>(
  set: T,
  { offset, limit }: z.output<typeof rulesQuery>,
): T & { readonly ruleCount: number; readonly nextOffset?: number } {
  const ruleCount = set.rules.length;
  const wanted = set.rules.slice(offset, limit === undefined ? undefined : offset + limit);
  const rules = wanted.slice(0, fitting(wanted));
  if (limit === undefined && rules.length < wanted.length) {
    throw new AppError(
      "too-large",
      `${wanted.length} rules do not fit into one answer: ask for pages, e.g. ?limit=1000`,
      { details: { ruleCount } },
    );
  }
  const next = offset + rules.length;
  return { ...set, rules, ruleCount, ...(next < ruleCount ? { nextOffset: next } : {}) };
}
