import * as z from "zod";
import type { RuleDiff } from "../../../shared/rules/domain/versions/diff.ts";
import { fitting } from "../http/fitting.ts";

/** Query of a comparison: at most `limit` differences from `offset` on. */
export const diffQuery = {
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
};

const PARTS = ["added", "removed", "changed", "moved"] as const;

/** One page of the differences, which are counted through all four lists in turn, with the length of each list. */
export function diffPage(diff: RuleDiff, { offset, limit }: { readonly offset: number; readonly limit: number }) {
  const all = PARTS.flatMap((part): { readonly part: string; readonly item: unknown }[] =>
    diff[part].map((item) => ({ part, item })),
  );
  const wanted = all.slice(offset, offset + limit);
  const next = offset + fitting(wanted);
  let before = 0;
  const of = <T>(items: readonly T[]): readonly T[] => {
    const [from, to] = [offset - before, next - before];
    before += items.length;
    return items.slice(Math.max(0, from), Math.max(0, to));
  };
  return {
    counts: {
      added: diff.added.length,
      removed: diff.removed.length,
      changed: diff.changed.length,
      moved: diff.moved.length,
    },
    added: of(diff.added),
    removed: of(diff.removed),
    changed: of(diff.changed),
    moved: of(diff.moved),
    ...(next < all.length ? { nextOffset: next } : {}),
  };
}
