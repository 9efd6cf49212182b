import * as z from "zod";
import { AppError } from "../../shared/domain/errors.ts";
import type { Rule } from "../../shared/domain/rule.ts";

/** Query of a rule set: all of it, or `limit` rules from `offset` on. */
export const rulesQuery = z.strictObject({
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(10_000).exactOptional(),
});

/** Characters of an answer: Lambda gives 6 MB at most, counted in bytes of UTF-8 inside JSON. */
const LARGEST = 5_000_000;

/** The rules asked for, and how many there are. Throws `too-large` where they do not fit into one answer. */
export function rulesPage<T extends { readonly rules: readonly Rule[] }>(
  set: T,
  { offset, limit }: z.output<typeof rulesQuery>,
): T & { readonly ruleCount: number } {
  const ruleCount = set.rules.length;
  const rules = set.rules.slice(offset, limit === undefined ? undefined : offset + limit);
  if (Buffer.byteLength(JSON.stringify(rules)) > LARGEST) {
    throw new AppError(
      "too-large",
      `${rules.length} rules do not fit into one answer: ask for pages, e.g. ?limit=1000`,
      {
        details: { ruleCount },
      },
    );
  }
  return { ...set, rules, ruleCount };
}
