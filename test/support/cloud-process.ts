import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { freePort } from "../../local/ports.ts";

const PROJECT = resolve(import.meta.dirname, "../..");

/** The embedded cloud in a process of its own, as `npm start` runs it. */
export type CloudProcess = {
  readonly urls: { readonly gateway: string; readonly simulator: string; readonly aws: string };
  readonly dataDir: string;
  readonly pid: number;
  /** Time (ms) from the start to the line `ready …`. */
  readonly startMs: number;
  /** Its output so far. */
  output(): string;
  /** Sends a signal and waits for the end. Throws where a policy of the template did not allow a call. */
  kill(signal: NodeJS.Signals): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
};

export type Ports = { readonly gateway: number; readonly simulator: number; readonly aws: number };

/** Three free ports and an empty data folder: the same for each start of one cloud. */
export async function newCloudSite(): Promise<{ dataDir: string; ports: Ports; remove(): void }> {
  const dataDir = mkdtempSync(join(tmpdir(), "wechat-fleet-"));
  const [gateway, simulator, aws] = await Promise.all([freePort(), freePort(), freePort()]);
  return {
    dataDir,
    ports: { gateway, simulator, aws },
    remove: () => rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** Starts the embedded cloud of the checkout `root` and waits until it says that it is ready. */
export async function startCloudProcess(
  site: { dataDir: string; ports: Ports },
  timeoutMs = 240_000,
  root = PROJECT,
): Promise<CloudProcess> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ["local/main.ts"], {
    cwd: root,
    env: {
      ...process.env,
      PORT: String(site.ports.gateway),
      SIM_PORT: String(site.ports.simulator),
      AWS_PORT: String(site.ports.aws),
      SHOP_PORT: "0",
      DATA_DIR: site.dataDir,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolveEnd) => {
    child.once("exit", (code, signal) => resolveEnd({ code, signal }));
  });
  await new Promise<void>((ready, fail) => {
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      fail(new Error(`not ready within ${timeoutMs} ms:\n${output}`));
    }, timeoutMs);
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      if (/^ready http/m.test(output)) {
        clearTimeout(timer);
        ready();
      }
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    void ended.then(({ code }) => {
      clearTimeout(timer);
      fail(new Error(`ended with ${code} before it was ready:\n${output}`));
    });
  });
  return {
    urls: {
      gateway: `http://127.0.0.1:${site.ports.gateway}`,
      simulator: `http://127.0.0.1:${site.ports.simulator}`,
      aws: `http://127.0.0.1:${site.ports.aws}`,
    },
    dataDir: site.dataDir,
    pid: pidOf(child),
    startMs: performance.now() - startedAt,
    output: () => output,
    kill: async (signal) => {
      child.kill(signal);
      const end = await ended;
      const refused = output.split("\n").filter((line) => line.includes("] AccessDenied: "));
      if (refused.length > 0) throw new Error(`calls were refused:\n${refused.join("\n")}`);
      return end;
    },
  };
}

function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error("the embedded cloud did not start");
  return child.pid;
}
