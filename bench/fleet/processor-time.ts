import { readFileSync } from "node:fs";
import { familyOf } from "../../test/support/processes.ts";

/** The unit in which Linux counts processor time, ms. */
const TICK = 10;

/** Processor time (ms) of a running process and its running descendants, by id. Empty on systems other than Linux. */
export async function processorTimes(pid: number): Promise<ReadonlyMap<number, number>> {
  if (process.platform !== "linux") return new Map();
  const family = await familyOf(pid);
  return new Map(family.map((member) => [member.pid, ticksOf(member.pid) * TICK]));
}

/** Processor time (ms) between two readings, of the processes that were running at the second one. */
export function timeBetween(before: ReadonlyMap<number, number>, after: ReadonlyMap<number, number>): number {
  return [...after].reduce((sum, [pid, time]) => sum + time - (before.get(pid) ?? 0), 0);
}

/** User and system time: the fields 14 and 15, counted from behind the name, which may have blanks. */
function ticksOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return Number(fields[11]) + Number(fields[12]);
}
