import type { Rule } from "../rule.ts";

/**
 * A field of a rule that differs between two sets; `before` or `after` is absent where that set does not have the
 * field.
 */
export type FieldChange = { readonly field: string; readonly before?: unknown; readonly after?: unknown };

/** The differences between two rule sets, by the ids of rules. Positions count from 0. */
export type RuleDiff = {
  readonly added: readonly Rule[];
  readonly removed: readonly Rule[];
  readonly changed: readonly { readonly id: string; readonly name: string; readonly fields: readonly FieldChange[] }[];
  /** The fewest rules whose moves explain the new order. */
  readonly moved: readonly { readonly id: string; readonly from: number; readonly to: number }[];
};

/** Compares two rule sets whose ids are each unique. */
export function diffRules(before: readonly Rule[], after: readonly Rule[]): RuleDiff {
  const old = new Map(before.map((rule, position) => [rule.id, { rule, position }]));
  const ids = new Set(after.map(({ id }) => id));
  const common = after.flatMap((rule, to) => {
    const found = old.get(rule.id);
    return found ? [{ id: rule.id, rule, before: found.rule, from: found.position, to }] : [];
  });
  const inOrder = longestRise(common.map(({ from }) => from));
  return {
    added: after.filter(({ id }) => !old.has(id)),
    removed: before.filter(({ id }) => !ids.has(id)),
    changed: common.flatMap(({ id, rule, before: earlier }) => {
      const fields = changedFields(earlier, rule);
      return fields.length > 0 ? [{ id, name: rule.name, fields }] : [];
    }),
    moved: common.filter((_rule, index) => !inOrder.has(index)).map(({ id, from, to }) => ({ id, from, to })),
  };
}

function changedFields(before: Rule, after: Rule): FieldChange[] {
  const [old, young] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  return [...new Set([...old.keys(), ...young.keys()])].flatMap((field) => {
    const [was, is] = [old.get(field), young.get(field)];
    if (canonical(was) === canonical(is)) return [];
    return [{ field, ...(was === undefined ? {} : { before: was }), ...(is === undefined ? {} : { after: is }) }];
  });
}

/** JSON in which the order of members does not matter. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part !== "object" || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** Indexes of a longest rising row within `values` (patience sorting). */
function longestRise(values: readonly number[]): ReadonlySet<number> {
  /** Index of the smallest value that ends a row of each length. */
  const ends: number[] = [];
  const before: (number | undefined)[] = [];
  for (const [index, value] of values.entries()) {
    const length = lowerBound(ends.length, (at) => (values[ends[at] ?? 0] ?? 0) < value);
    before[index] = ends[length - 1];
    ends[length] = index;
  }
  const row = new Set<number>();
  for (let at = ends.at(-1); at !== undefined; at = before[at]) row.add(at);
  return row;
}

/** The first of `count` places for which `isBefore` does not hold. */
function lowerBound(count: number, isBefore: (at: number) => boolean): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
