import { chmodSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { LocalClock } from "../../clock.ts";
import type { Durability } from "../../durability.ts";
import { LocalError } from "../../local-error.ts";
import { type EngineCommand, runEngine } from "./engine-process.ts";
import { startTtlSweeper } from "./ttl-sweeper.ts";

export type DynamoEngineKind = "dynoxide" | "dynalite";
export type DynamoEngine = {
  /** `http://127.0.0.1:<port>`; stays the same when the engine is restarted after a crash. */
  endpoint: string;
  kind: DynamoEngineKind;
  /** Resolves when the engine has closed its files. */
  stop(): Promise<void>;
};

/**
 * Starts the DynamoDB engine in a process of its own, with its data under `dataDir`: dynoxide (a static binary on
 * SQLite) where npm could install it, else dynalite (JavaScript on LevelDB). What was acknowledged survives SIGKILL of
 * this process and of the engine; with dynoxide, which flushes the disk at every write and has no setting for it, also
 * a power cut. Items past their TTL are deleted by `clock` (dynoxide only). Throws `LocalError` where `durability` asks
 * for more than the engine gives.
 */
export async function startDynamoEngine(options: {
  dataDir: string;
  clock: LocalClock;
  /** Which engine; the best one that is installed when left out. */
  kind?: DynamoEngineKind;
  /** `process` unless given. */
  durability?: Durability;
}): Promise<DynamoEngine> {
  mkdirSync(options.dataDir, { recursive: true });
  const binary = options.kind === "dynalite" ? undefined : findDynoxide();
  if (options.kind === "dynoxide" && !binary) throw new Error("dynoxide is not installed for this platform");
  const kind = binary ? "dynoxide" : "dynalite";
  if (kind === "dynalite" && options.durability === "power") {
    throw new LocalError("dynalite does not flush its writes, and dynoxide is not installed: unset LOCAL_DURABILITY");
  }
  const engine = await runEngine(
    binary ? dynoxide(binary, join(options.dataDir, "dynoxide.sqlite")) : dynalite(join(options.dataDir, "dynalite")),
    join(options.dataDir, "engine.log"),
  );
  const endpoint = `http://127.0.0.1:${engine.port}`;
  const sweeper = kind === "dynoxide" ? startTtlSweeper({ endpoint, clock: options.clock }) : undefined;
  return {
    endpoint,
    kind,
    async stop() {
      await sweeper?.stop();
      await engine.stop();
    },
  };
}

function dynoxide(file: string, path: string): EngineCommand {
  return (port) => ({ file, args: ["serve", "--host", "127.0.0.1", "--port", String(port), "--db-path", path] });
}

function dynalite(path: string): EngineCommand {
  const main = fileURLToPath(new URL("dynalite-main.ts", import.meta.url));
  return (port) => ({
    file: process.execPath,
    args: ["--disable-warning=ExperimentalWarning", main, String(port), path],
  });
}

/** The binary of this platform's package; undefined on platforms without a package. */
function findDynoxide(): string | undefined {
  const require = createRequire(import.meta.url);
  const name = process.platform === "win32" ? "dynoxide.exe" : "dynoxide";
  try {
    const file = require.resolve(`@dynoxide/${process.platform}-${process.arch}/${name}`);
    if (process.platform !== "win32") chmodSync(file, 0o755);
    return file;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}
