import { spawn } from "node:child_process";
import { resolve } from "node:path";
import type { Ports } from "../../support/cloud-process.ts";

const PROJECT = resolve(import.meta.dirname, "../../..");

/** `npm start` in a process group of its own, as a terminal runs it. */
export function npmStart(site: { dataDir: string; ports: Ports }, args: readonly string[] = []) {
  const child = spawn("npm", ["start", ...(args.length > 0 ? ["--", ...args] : [])], {
    cwd: PROJECT,
    env: {
      ...process.env,
      PORT: String(site.ports.gateway),
      SIM_PORT: String(site.ports.simulator),
      AWS_PORT: String(site.ports.aws),
      SHOP_PORT: "0",
      DATA_DIR: site.dataDir,
    },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const { pid } = child;
  if (pid === undefined) throw new Error("npm did not start");
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  /** Resolves when npm and everything that writes to its output have ended. */
  const ended = new Promise<void>((done) => child.once("close", () => done()));
  return {
    pid,
    ended,
    output: () => output,
    /** Presses Ctrl-C: the whole group gets the signal. */
    pressCtrlC: () => process.kill(-pid, "SIGINT"),
    /** Sends a signal to npm alone. */
    signalNpm: (signal: NodeJS.Signals) => process.kill(pid, signal),
    async [Symbol.asyncDispose]() {
      try {
        process.kill(-pid, "SIGKILL");
      } catch (error) {
        if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
      }
      await ended;
    },
  };
}
