import type { S3Listing, S3ObjectHead, S3Query } from "./object.ts";

/**
 * Walks keys page by page (`page` gives those after a key, in UTF-8 order), rolling what shares a prefix up to the
 * delimiter into one common prefix.
 */
export function listObjects(page: (after: string) => S3ObjectHead[], query: S3Query): S3Listing {
  const { prefix, delimiter, limit } = query;
  const objects: S3ObjectHead[] = [];
  const commonPrefixes: string[] = [];
  let after = query.after;
  for (;;) {
    const heads = page(after);
    for (const head of heads) {
      after = head.key;
      if (!head.key.startsWith(prefix)) return { objects, commonPrefixes, nextAfter: undefined };
      const end = delimiter ? head.key.indexOf(delimiter, prefix.length) : -1;
      const common = end < 0 ? undefined : head.key.slice(0, end + delimiter.length);
      if (common !== undefined && (common === commonPrefixes.at(-1) || common === query.after)) continue;
      if (objects.length + commonPrefixes.length >= limit) {
        const last = [commonPrefixes.at(-1) ?? "", objects.at(-1)?.key ?? ""].sort(compareUtf8).at(-1) ?? "";
        return { objects, commonPrefixes, nextAfter: last };
      }
      if (common === undefined) objects.push(head);
      else commonPrefixes.push(common);
    }
    if (heads.length === 0) return { objects, commonPrefixes, nextAfter: undefined };
  }
}

function compareUtf8(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
