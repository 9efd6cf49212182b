import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { resolve } from "node:path";

/** Where downloads are kept: outside of the tracked tree, and gone with `node_modules`. */
const CACHE = resolve(import.meta.dirname, "../../../node_modules/.cache/wechat-fleet-deploy");

/**
 * A folder of the cache that `fill` made from what `pins` says, a new one for each change of the pins. What `fill`
 * leaves unfinished is not used. Throws what `fill` throws.
 */
export async function cached(name: string, pins: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const folder = resolve(CACHE, `${name}-${createHash("sha256").update(pins).digest("hex").slice(0, 12)}`);
  const finished = `${folder}.finished`;
  if (existsSync(finished)) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await fill(folder);
  mkdirSync(`${finished}.draft`, { recursive: true });
  renameSync(`${finished}.draft`, finished);
  return folder;
}

/** Throws unless each file that `sums` names (lines of `sha256sum`) has its digest, and no other file is there. */
export function checkSums(folder: string, sums: string, present: readonly string[]): void {
  const wanted = new Map(
    sums
      .trim()
      .split("\n")
      .map((line) => line.split(/\s+/))
      .map(([digest = "", file = ""]) => [file, digest]),
  );
  const strangers = present.filter((file) => !wanted.has(file));
  if (strangers.length > 0) throw new Error(`files without a checksum: ${strangers.join(", ")}`);
  for (const [file, digest] of wanted) {
    const found = createHash("sha256")
      .update(readFileSync(resolve(folder, file)))
      .digest("hex");
    if (found !== digest) throw new Error(`${file} has the checksum ${found} instead of ${digest}`);
  }
}
