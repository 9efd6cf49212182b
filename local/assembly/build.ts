import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { LocalError } from "../local-error.ts";
import type { Context } from "./context.ts";
import { createAssemblyStamp } from "./stamp.ts";

/** Two starts in one checkout write the same folders: the second one waits this long for the first one's build. */
const WAIT_MS = 180_000;

/**
 * Bundles the functions and synthesizes the app into `cdk.out`, unless its sources and context are as they were. The
 * work is done by a process that ends: CDK alone takes 400 MB. Throws `LocalError` for sources that do not build and
 * for wrong options; the reason is on stderr then.
 */
export function buildAssembly(root: string, context: Context = {}): void {
  const unlock = takeTurn(root);
  try {
    const stamp = createAssemblyStamp(root, JSON.stringify(Object.entries(context).sort()));
    if (stamp.isCurrent()) return;
    console.log("building the functions and synthesizing the app …");
    synthesize(root, context);
    stamp.write();
  } finally {
    unlock();
  }
}

/** A lock of SQLite's: the system lets go of it with the process, however that ends. */
function takeTurn(root: string): () => void {
  mkdirSync(join(root, "dist"), { recursive: true });
  const lock = new DatabaseSync(join(root, "dist", "build-lock"), { timeout: WAIT_MS });
  try {
    lock.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    if (!(error instanceof Error && error.message.includes("locked"))) throw error;
    throw new LocalError(`another start has been building this checkout for ${WAIT_MS / 60_000} minutes; end that one`);
  }
  return () => lock.close();
}

function synthesize(root: string, context: Context): void {
  const script = join(root, "scripts", "synth.ts");
  const { status, error } = spawnSync(process.execPath, ["--disable-warning=ExperimentalWarning", script], {
    cwd: root,
    // CDK's own rules over finished templates take three seconds more, and are the deployment's business.
    env: { ...process.env, CDK_VALIDATION: "false", CDK_CONTEXT_JSON: JSON.stringify(context) },
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (error) throw error;
  if (status !== 0) throw new LocalError("the app cannot be built; the reason stands above");
}
