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
  return (await family(pid)).reduce((sum, { rssKb }) => sum + rssKb * 1024, 0);
}

/** Processor seconds of a process and all below it that are still running (whole seconds). */
export async function cpuSeconds(pid: number): Promise<number> {
  const members = await family(pid);
  return members.reduce((sum, { cpu }) => sum + cpu, 0);
}

type Member = { readonly pid: number; readonly parent: number; readonly rssKb: number; readonly cpu: number };

async function family(pid: number): Promise<Member[]> {
  const { stdout } = await run("ps", ["-eo", "pid=,ppid=,rss=,cputimes="], { maxBuffer: 16 * 1024 * 1024 });
  const all = stdout
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .map(([id = 0, parent = 0, rssKb = 0, cpu = 0]): Member => ({ pid: id, parent, rssKb, cpu }));
  const found = new Set([pid]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const member of all) {
      if (!found.has(member.parent) || found.has(member.pid)) continue;
      found.add(member.pid);
      grown = true;
    }
  }
  return all.filter((member) => found.has(member.pid));
}
