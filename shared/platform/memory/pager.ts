import { AppError } from "../../kernel/domain/errors.ts";

/**
 * Cuts one page out of sorted items; the cursor names the last item of the page before. Throws `invalid-input` for a
 * cursor that names no item.
 */
export function pageOf<T>(
  items: readonly T[],
  idOf: (item: T) => string,
  limit: number,
  cursor: string | undefined,
): { page: readonly T[]; next: { cursor?: string } } {
  const start = cursor === undefined ? 0 : items.findIndex((item) => toCursor(idOf(item)) === cursor) + 1;
  if (cursor !== undefined && start === 0) {
    throw new AppError("invalid-input", "the cursor is not one that this list gave");
  }
  const page = items.slice(start, start + limit);
  const last = page.at(-1);
  return { page, next: last && start + limit < items.length ? { cursor: toCursor(idOf(last)) } : {} };
}

function toCursor(id: string): string {
  return Buffer.from(id).toString("base64url");
}
