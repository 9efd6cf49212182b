import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { LocalError } from "../local-error.ts";

/** The folder that holds all state of one embedded cloud. */
export type DataDir = {
  /** Absolute. */
  readonly path: string;
  readonly clock: string;
  readonly queues: string;
  readonly events: string;
  readonly schedules: string;
  readonly topics: string;
  readonly dynamodb: string;
  readonly bodies: string;
  readonly secrets: string;
  /** The keys of KMS. */
  readonly keys: string;
  readonly tokenKey: string;
  readonly logs: string;
  readonly simulator: string;
  /** Files that are made anew on every start. */
  readonly run: string;
  /** Exists once the demo fleet was registered. */
  readonly demoFleet: string;
  /** Lets the next instance have the folder. */
  unlock(): void;
};

/**
 * Opens the folder for this process alone, and empties it first if `reset` says so. The lock is one of SQLite's: the
 * system releases it with the process, however that ends. Throws `LocalError` while another instance has the folder,
 * and for a folder that cannot be written.
 */
export function openDataDir(dataDir: string, options: { reset?: boolean } = {}): DataDir {
  const path = resolve(dataDir);
  makeFolder(path);
  const lock = takeLock(path);
  const files = {
    clock: join(path, "clock"),
    queues: join(path, "queues.sqlite"),
    events: join(path, "events.sqlite"),
    schedules: join(path, "schedules.sqlite"),
    topics: join(path, "topics.sqlite"),
    dynamodb: join(path, "dynamodb"),
    bodies: join(path, "s3"),
    secrets: join(path, "secrets.json"),
    keys: join(path, "kms-keys.json"),
    tokenKey: join(path, "token-key.pem"),
    logs: join(path, "logs"),
    simulator: join(path, "sim"),
    run: join(path, "run"),
    demoFleet: join(path, "demo-fleet"),
  };
  // Only the files of the embedded cloud: DATA_DIR may name a folder with other files in it.
  if (options.reset) {
    for (const file of Object.values(files)) {
      for (const suffix of ["", "-wal", "-shm"]) rmSync(file + suffix, { recursive: true, force: true });
    }
  }
  return { path, ...files, unlock: () => lock.close() };
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
    accessSync(path, constants.W_OK);
  } catch (cause) {
    const reason = cause instanceof Error && "code" in cause ? cause.code : cause;
    const message = `the data folder ${path} cannot be used (${reason}); choose another one with DATA_DIR`;
    throw new LocalError(message, { cause });
  }
}

function takeLock(path: string): DatabaseSync {
  const pidFile = join(path, "pid");
  const lock = new DatabaseSync(join(path, "lock"));
  try {
    lock.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT");
  } catch (error) {
    lock.close();
    if (!(error instanceof Error && error.message.includes("locked"))) throw error;
    const pid = existsSync(pidFile) ? readFileSync(pidFile, "utf8").trim() : "unknown";
    throw new LocalError(`another instance (pid ${pid}) uses ${path}; stop it, or choose another folder with DATA_DIR`);
  }
  writeFileSync(pidFile, `${process.pid}\n`);
  return lock;
}
