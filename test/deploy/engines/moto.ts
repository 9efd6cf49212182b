import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { runEngine } from "../../../local/aws/dynamodb/engine-process.ts";
import { cached } from "./cache.ts";
import { runTool } from "./run-tool.ts";

const FOLDER = resolve(import.meta.dirname, "..");
const REQUIREMENTS = resolve(FOLDER, "requirements.txt");

const CHECK_VERSION = `import sys
print(sys.version)
sys.exit(None if sys.version_info >= (3, 10) else "needs Python 3.10 or newer")`;

/** A server that was started; its URL says `localhost`, as the CDK CLI wants it. */
export type Engine = { readonly url: string; stop(): Promise<void> };

/**
 * A Python with moto in a virtual environment of the cache, every package pinned with its checksums. Throws where there
 * is no Python 3.10 or newer, no `venv`, or no download.
 */
export async function installMoto(): Promise<string> {
  const version = await runTool("python3", ["-c", CHECK_VERSION]);
  const pins = `${readFileSync(REQUIREMENTS, "utf8")}${version}`;
  const folder = await cached("python", pins, async (target) => {
    await runTool("python3", ["-m", "venv", target]);
    const pip = ["-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes", "--only-binary", ":all:"];
    await runTool(join(target, "bin/python"), [...pip, "--requirement", REQUIREMENTS]);
  });
  return join(folder, "bin/python");
}

/** Starts moto with the plug-in, empty, on a free port of the loopback interface. */
export async function startMoto(python: string, folder: string): Promise<Engine> {
  const script = resolve(FOLDER, "serve_moto.py");
  return startEngine("moto", folder, (port) => ({ file: python, args: [script, String(port)] }));
}

/**
 * Starts a server that never outlives this process. Throws the end of what it printed if it does not answer.
 * @param folder where its log goes
 */
export async function startEngine(
  name: string,
  folder: string,
  command: (port: number) => { file: string; args: string[] },
): Promise<Engine> {
  const log = join(folder, `${name}.log`);
  try {
    const engine = await runEngine(command, log);
    return { url: `http://localhost:${engine.port}`, stop: () => engine.stop() };
  } catch (cause) {
    const words = readFileSync(log, "utf8").trimEnd().split("\n").slice(-20).join("\n");
    throw new Error(`${name} does not start:\n${words}`, { cause });
  }
}
