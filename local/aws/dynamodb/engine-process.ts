import { type ChildProcess, spawn } from "node:child_process";
import { openSync } from "node:fs";
import { freePort } from "../../ports.ts";

/** One start of an engine: the command that listens on `port`. */
export type EngineCommand = (port: number) => { file: string; args: string[] };

/**
 * Ends the engine when its standard input ends, which is when the parent is gone, however it went: `read` waits in a
 * process of its own, and the kernel closes the pipe of a killed parent. SIGTERM is passed on by the process group.
 */
const WATCHDOG = `exec 3<&0 </dev/null
trap : TERM
"$@" 3<&- & engine=$!
{ trap - TERM; read -r _ <&3; kill -KILL $engine; } 2>/dev/null & watcher=$!
wait $engine; code=$?
while kill -0 $engine 2>/dev/null; do wait $engine; code=$?; done
kill -KILL $watcher 2>/dev/null
exit $code`;

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 3_000;
/** Starts of an engine that keeps dying are at least this far apart, milliseconds. */
const MIN_UPTIME_MS = 500;

export type EngineProcess = { port: number; stop(): Promise<void> };

/**
 * Keeps a database engine running on one loopback port: resolves when it answers HTTP, and starts it anew on the same
 * port when it dies. The engine ends with this process, also when that is killed by SIGKILL. What it prints goes to
 * `logPath`.
 */
export async function runEngine(command: EngineCommand, logPath: string): Promise<EngineProcess> {
  const log = openSync(logPath, "w");
  let supervised: ChildProcess | undefined;
  let restart: NodeJS.Timeout | undefined;

  const supervise = (port: number, child: ChildProcess) => {
    const since = Date.now();
    supervised = child;
    child.once("exit", (code, signal) => {
      if (supervised !== child) return;
      console.error(`the DynamoDB engine ended (${signal ?? code}); starting it anew; its output is in ${logPath}`);
      const pause = Math.max(0, MIN_UPTIME_MS - (Date.now() - since));
      restart = setTimeout(() => supervise(port, spawnWatched(command(port), log)), pause);
    });
  };

  for (let attempt = 1; attempt <= 3; attempt++) {
    const port = await freePort();
    const candidate = spawnWatched(command(port), log);
    if (await answers(port, candidate)) {
      supervise(port, candidate);
      return {
        port,
        async stop() {
          const last = supervised;
          supervised = undefined;
          clearTimeout(restart);
          if (last) await end(last);
        },
      };
    }
    await end(candidate);
  }
  throw new Error(`the DynamoDB engine does not start; its output is in ${logPath}`);
}

/** In a process group of its own, so that Ctrl-C reaches the parent only and the engine outlives the last write. */
function spawnWatched({ file, args }: ReturnType<EngineCommand>, log: number): ChildProcess {
  const { PATH, SystemRoot } = process.env;
  const env = { ...(PATH ? { PATH } : {}), ...(SystemRoot ? { SystemRoot } : {}) };
  return process.platform === "win32"
    ? spawn(file, args, { stdio: ["pipe", log, log], env })
    : spawn("/bin/sh", ["-c", WATCHDOG, "sh", file, ...args], {
        stdio: ["pipe", log, log],
        env,
        detached: true,
      });
}

async function answers(port: number, child: ChildProcess): Promise<boolean> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline && child.exitCode === null && child.signalCode === null) {
    const answer = await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(1000) }).catch(
      () => undefined,
    );
    await answer?.body?.cancel();
    if (answer) return true;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return false;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const { pid } = child;
  const kill = (signal: "SIGTERM" | "SIGKILL") => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    if (process.platform === "win32") child.kill(signal);
    else process.kill(-pid, signal);
  };
  kill("SIGTERM");
  const timer = setTimeout(kill, STOP_TIMEOUT_MS, "SIGKILL");
  await ended;
  clearTimeout(timer);
}
