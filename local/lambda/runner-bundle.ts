import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { build, stop } from "esbuild";

/**
 * Makes one plain JavaScript file of the runner in `dir` and returns its path. A process that strips types itself
 * starts 30 ms later and needs 19 MB more, and there may be a dozen of them.
 */
export async function bundleRunner(dir: string): Promise<string> {
  mkdirSync(dir, { recursive: true });
  const outfile = join(dir, "function-runner.cjs");
  await build({
    entryPoints: [join(import.meta.dirname, "runner", "main.ts")],
    outfile,
    bundle: true,
    platform: "node",
    target: "node24",
    format: "cjs",
    logLevel: "silent",
  });
  // esbuild's own process would stay as long as this one.
  await stop();
  return outfile;
}
