import { type ChildProcess, fork } from "node:child_process";
import * as z from "zod";
import type { LocalClock } from "../clock.ts";
import { LocalError } from "../local-error.ts";
import type { Reaper } from "./reaper.ts";

export type SimulatorProcess = { readonly url: string; readonly pid: number; stop(): Promise<void> };

const readySchema = z.object({ type: z.literal("ready"), port: z.number() });
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 3_000;

/** Starts the simulated vendors in a process of their own and keeps their clock with `clock`. */
export async function startSimulatorProcess(options: {
  /** The bundle of `sim/main.ts`. */
  script: string;
  /** 0 picks a free one. */
  port: number;
  dataDir: string;
  callbackUrl: string;
  /** Where messages of Official Accounts go, without the appId. */
  officialUrl: string;
  clock: LocalClock;
  reaper: Pick<Reaper, "watch" | "forget">;
}): Promise<SimulatorProcess> {
  const child = fork(options.script, {
    execArgv: ["--disable-warning=ExperimentalWarning"],
    env: {
      SIM_PORT: String(options.port),
      DATA_DIR: options.dataDir,
      CALLBACK_URL: options.callbackUrl,
      OFFICIAL_URL: options.officialUrl,
    },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    serialization: "json",
    // Ctrl-C in the terminal reaches the embedded cloud alone, which ends everything in order.
    detached: process.platform !== "win32",
  });
  const { pid } = child;
  if (pid === undefined) throw new LocalError("the simulator cannot be started");
  options.reaper.watch(pid);
  let stopping = false;
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  void ended.then(() => {
    options.reaper.forget(pid);
    if (!stopping) console.error("the simulator ended; start again to have it back");
  });
  const tellTime = () => {
    if (child.connected) child.send({ type: "clock", offset: options.clock.offset() }, () => {});
  };
  const port = await untilReady(child);
  const stopListening = options.clock.onAdvance(tellTime);
  tellTime();
  return {
    url: `http://127.0.0.1:${port}`,
    pid,
    async stop() {
      stopping = true;
      stopListening();
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

function untilReady(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => {
      child.kill("SIGKILL");
      reject(new LocalError(`the simulator does not start: ${why}`));
    };
    const timer = setTimeout(() => fail("it takes too long"), START_TIMEOUT_MS);
    const onExit = (code: number | null) => {
      clearTimeout(timer);
      fail(`it ended with code ${code}; its output stands above`);
    };
    child.once("exit", onExit);
    child.on("message", (message) => {
      const ready = readySchema.safeParse(message);
      if (!ready.success) return;
      clearTimeout(timer);
      child.off("exit", onExit);
      resolve(ready.data.port);
    });
  });
}
