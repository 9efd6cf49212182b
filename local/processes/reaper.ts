import { spawn } from "node:child_process";

/** Ends processes that this one started and could not end itself, because it was killed. */
export type Reaper = {
  watch(pid: number): void;
  forget(pid: number): void;
  /** Ends the reaper; everything it still watches is killed. */
  close(): void;
};

/** Reads `+ pid` and `- pid`; when the pipe ends, the parent is gone, and what has not ended by itself is killed. */
const SCRIPT = `set -f
pids=
while read -r op pid; do
  case $op in
  +) pids="$pids $pid" ;;
  -) kept=; for p in $pids; do [ "$p" = "$pid" ] || kept="$kept $p"; done; pids=$kept ;;
  esac
done
[ -z "$pids" ] || { sleep 1; kill -KILL $pids 2>/dev/null; }`;

/**
 * Starts a shell in a session of its own, which outlives even SIGKILL of this process. A function that hangs in a loop
 * does not notice that its IPC channel closed: the shell ends it.
 */
export function createReaper(): Reaper {
  if (process.platform === "win32") return { watch() {}, forget() {}, close() {} };
  const shell = spawn("/bin/sh", ["-c", SCRIPT], { stdio: ["pipe", "ignore", "ignore"], detached: true, env: {} });
  shell.on("error", (error) => console.error(`no process watches for orphans: ${error.message}`));
  shell.stdin.on("error", (error) => console.error(`no process watches for orphans: ${error.message}`));
  shell.unref();
  const say = (line: string) => {
    if (shell.stdin.writable) shell.stdin.write(`${line}\n`);
  };
  return {
    watch: (pid) => say(`+ ${pid}`),
    forget: (pid) => say(`- ${pid}`),
    close: () => void shell.stdin.end(),
  };
}
