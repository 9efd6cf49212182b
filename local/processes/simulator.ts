import { type ChildProcess, fork } from "node:child_process";
import * as z from "zod";
import type { LocalClock } from "../clock.ts";
import { LocalError } from "../local-error.ts";
import type { Reaper } from "./reaper.ts";

export type SimulatorProcess = { readonly url: string; readonly pid: number; stop(): Promise<void> };

const readySchema = z.object({ type: z.literal("ready"), port: z.number() });
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 3_000;

/** A simulator that keeps dying is started so often at most, milliseconds. */
const MIN_UPTIME_MS = 500;

export type SimulatorOptions = {
  /** The bundle of `sim/main.ts`. */
  readonly script: string;
  /** 0 picks a free one. */
  readonly port: number;
  readonly dataDir: string;
  readonly callbackUrl: string;
  /** Where messages of Official Accounts go, without the appId. */
  readonly officialUrl: string;
  /** Where events of the third-party platform go. */
  readonly componentUrl: string;
  /** Where notifications of WeChat Pay go, without the merchant's id. */
  readonly payUrl: string;
  readonly clock: LocalClock;
  readonly reaper: Pick<Reaper, "watch" | "forget">;
};

/**
 * Starts the simulated vendors in a process of their own and keeps their clock with `clock`. When the process dies, it is
 * started anew on the same port.
 */
export async function startSimulatorProcess(options: SimulatorOptions): Promise<SimulatorProcess> {
  let running = spawnSimulator(options, options.port);
  let restart: NodeJS.Timeout | undefined;
  let stopping = false;
  const tellTime = () => {
    const { child } = running;
    if (child.connected) child.send({ type: "clock", offset: options.clock.offset() }, () => {});
  };
  const port = await untilReady(running.child);

  function supervise(): void {
    const since = performance.now();
    tellTime();
    void running.ended.then(() => {
      if (stopping) return;
      console.error("the simulator ended; starting it anew");
      restart = setTimeout(startAnew, Math.max(0, MIN_UPTIME_MS - (performance.now() - since)));
    });
  }
  function startAnew(): void {
    running = spawnSimulator(options, port);
    supervise();
    untilReady(running.child).then(tellTime, (error: unknown) => console.error(String(error)));
  }

  const stopListening = options.clock.onAdvance(tellTime);
  supervise();
  return {
    url: `http://127.0.0.1:${port}`,
    get pid() {
      return running.pid;
    },
    async stop() {
      stopping = true;
      clearTimeout(restart);
      stopListening();
      const { child, ended } = running;
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

type Running = { readonly child: ChildProcess; readonly pid: number; readonly ended: Promise<void> };

function spawnSimulator(options: SimulatorOptions, port: number): Running {
  const child = fork(options.script, {
    execArgv: ["--disable-warning=ExperimentalWarning"],
    env: {
      SIM_PORT: String(port),
      DATA_DIR: options.dataDir,
      CALLBACK_URL: options.callbackUrl,
      OFFICIAL_URL: options.officialUrl,
      COMPONENT_URL: options.componentUrl,
      PAY_URL: options.payUrl,
    },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    serialization: "json",
    // Ctrl-C in the terminal reaches the embedded cloud alone, which ends everything in order.
    detached: process.platform !== "win32",
  });
  const { pid } = child;
  if (pid === undefined) throw new LocalError("the simulator cannot be started");
  options.reaper.watch(pid);
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  void ended.then(() => options.reaper.forget(pid));
  return { child, pid, ended };
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
