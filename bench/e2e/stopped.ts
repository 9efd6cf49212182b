import { membersOf } from "./processes.ts";

/** Processes that stand still. */
export type Stopped = {
  /** Stops those that were started since; the number of all that stand still. */
  again(): number;
  /** Lets all go on. */
  end(): void;
};

/**
 * Stops the processes of a cloud that the bench has started, by their kinds (`consumer`). They go on at `end`, and at
 * the latest when the bench's own process ends.
 */
export function stopProcesses(cloud: number, kinds: ReadonlySet<string>): Stopped {
  const stopped = new Set<number>();

  function end(): void {
    for (const pid of stopped) signal(pid, "SIGCONT");
    stopped.clear();
  }
  process.once("exit", end);

  function again(): number {
    for (const { pid, kind } of membersOf(cloud)) {
      if (kinds.has(kind) && !stopped.has(pid) && signal(pid, "SIGSTOP")) stopped.add(pid);
    }
    return stopped.size;
  }
  again();
  return { again, end };
}

/** False for a process that has ended. */
function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ESRCH") return false;
    throw error;
  }
}
