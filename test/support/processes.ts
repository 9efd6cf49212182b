import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { eventually } from "./http-json.ts";

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

/** A process and all below it, each with its command line. */
export async function familyOf(pid: number): Promise<{ pid: number; command: string }[]> {
  const { stdout } = await run("ps", ["-eo", "pid=,args="], { maxBuffer: 16 * 1024 * 1024 });
  const members = new Set((await family(pid)).map((member) => member.pid));
  return stdout
    .split("\n")
    .map((line) => ({ pid: Number.parseInt(line, 10), command: line.trim().replace(/^\d+\s+/, "") }))
    .filter((member) => members.has(member.pid));
}

/** The `pids` of processes that still run. A zombie (ended, but its parent has not waited for it) does not count. */
export async function stillRunning(pids: readonly number[]): Promise<number[]> {
  const { stdout } = await run("ps", ["-eo", "pid=,stat="], { maxBuffer: 16 * 1024 * 1024 });
  const running = stdout.split("\n").filter((line) => !/\sZ/.test(line));
  const ids = new Set(running.map((line) => Number.parseInt(line, 10)));
  return pids.filter((pid) => ids.has(pid));
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

/** Waits until the last process that mentions `text` has ended. */
export async function untilNoneMentions(text: string): Promise<void> {
  await eventually("the end of all processes", 10_000, async () =>
    (await processesMentioning(text)).length === 0 ? true : undefined,
  );
}
