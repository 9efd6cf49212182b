import { chunks } from "../../kernel/domain/chunks.ts";

/** Rows that are read or written at once. */
const AT_ONCE = 25;

/** Works on all items, some of them at a time; the results are in the items' order. */
export async function inPortions<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const portion of chunks(items, AT_ONCE)) results.push(...(await Promise.all(portion.map(work))));
  return results;
}
