const PAGE = 1000;

/** A page of a list, from `cursor` on; without a `cursor` in the answer it is the last. */
type ReadPage<T> = (limit: number, cursor?: string) => Promise<{ rows: readonly T[]; cursor?: string }>;

/** All rows of a list. */
export async function allRows<T>(readPage: ReadPage<T>): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await readPage(PAGE, cursor);
    all.push(...page.rows);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return all;
}
