import * as z from "zod";
import type { Shelves } from "./shelves.ts";

const countSchema = z.object({ minute: z.int(), count: z.int() });

/** Counts a call of an account; whether it is one too many in this minute. */
export function isTooMany(
  shelves: Shelves,
  { appId, name, most }: { readonly appId: string; readonly name: string; readonly most: number },
  now: number,
): boolean {
  const counts = shelves(appId, "minute-counts", countSchema);
  const minute = Math.floor(now / 60_000);
  const before = counts.get(name);
  const count = before?.minute === minute ? before.count + 1 : 1;
  counts.put(name, { minute, count });
  return count > most;
}
