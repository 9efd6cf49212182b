import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";

/** A process of the embedded cloud. */
export type Member = {
  readonly pid: number;
  /** `cloud`, `database`, `simulator`, or a function. */
  readonly kind: string;
  /** Processor time so far, ms. */
  readonly cpuMs: number;
  readonly residentBytes: number;
};

/** Linux counts processor time in hundredths of a second, and memory in pages. Source: proc(5), USER_HZ. */
const TICK_MS = 10;
const PAGE_BYTES = 4096;

/** The process `root` and all below it; empty where the system has no `/proc`. */
export function membersOf(root: number): Member[] {
  const all = readStats();
  const found = new Set([root]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const { pid, parent } of all) {
      if (!found.has(parent) || found.has(pid)) continue;
      found.add(pid);
      grown = true;
    }
  }
  return all
    .filter(({ pid }) => found.has(pid))
    .map(({ pid, cpuMs, residentBytes }) => ({
      pid,
      kind: pid === root ? "cloud" : kindOf(pid),
      cpuMs,
      residentBytes,
    }));
}

type Stat = Omit<Member, "kind"> & { readonly parent: number };

function readStats(): Stat[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc").flatMap((name) => {
    const text = /^\d+$/.test(name) ? read(`/proc/${name}/stat`) : "";
    if (text === "") return [];
    // The command's name stands in brackets and may have any character.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const field = (number: number) => Number(fields[number - 3]);
    return {
      pid: Number(name),
      parent: field(4),
      cpuMs: (field(14) + field(15)) * TICK_MS,
      residentBytes: field(24) * PAGE_BYTES,
    };
  });
}

function kindOf(pid: number): string {
  const functionName = /(?:^|\0)AWS_LAMBDA_FUNCTION_NAME=([^\0]+)/.exec(read(`/proc/${pid}/environ`))?.[1];
  if (functionName !== undefined) return shortName(functionName);
  const words = read(`/proc/${pid}/cmdline`)
    .split("\0")
    .map((word) => basename(word));
  if (words.some((word) => /^(dynoxide|dynalite-main)/.test(word))) return "database";
  if (words.some((word) => /^(simulator|main)\b/.test(word))) return "simulator";
  return "other";
}

/** `wechat-fleet-dev-stateless-BulkSenderFunction` is `bulk-sender`. */
export function shortName(functionName: string): string {
  const name = functionName.slice(functionName.lastIndexOf("-") + 1).replace(/Function$/, "");
  return name.replace(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase();
}

/** Empty for a process that has ended, and for what its owner alone may read. */
function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && /^(ENOENT|ESRCH|EACCES)$/.test(String(error.code))) return "";
    throw error;
  }
}
