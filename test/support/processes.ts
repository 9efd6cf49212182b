import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Command lines of running processes that mention `text` (a data folder, say), this one left out. */
export async function processesMentioning(text: string): Promise<string[]> {
  const { stdout } = await run("ps", ["-eo", "pid=,args="], { maxBuffer: 16 * 1024 * 1024 });
  return stdout
    .split("\n")
    .filter((line) => line.includes(text) && !line.includes("ps -eo") && Number.parseInt(line, 10) !== process.pid);
}

/** Resident memory in bytes of a process and all below it. */
export async function residentMemory(pid: number): Promise<number> {
  const { stdout } = await run("ps", ["-eo", "pid=,ppid=,rss="], { maxBuffer: 16 * 1024 * 1024 });
  const rows = stdout
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const family = new Set([pid]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const [child = 0, parent = 0] of rows) {
      if (family.has(parent) && !family.has(child)) {
        family.add(child);
        grown = true;
      }
    }
  }
  return rows.reduce((sum, [id = 0, , rss = 0]) => sum + (family.has(id) ? rss * 1024 : 0), 0);
}
