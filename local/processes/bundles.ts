import { join } from "node:path";
import { build, type Format, stop } from "esbuild";

/** Paths of plain JavaScript files that processes of the embedded cloud run. */
export type ProcessBundles = { readonly functionRunner: string; readonly simulator: string };

/**
 * Makes one plain JavaScript file of each program in `dir`. A process that strips types itself starts later and needs
 * more memory: 19 MB a function, of which there may be a dozen, and 36 MB the simulator.
 */
export async function bundleProcesses(dir: string): Promise<ProcessBundles> {
  const bundle = async (source: string, name: string, format: Format): Promise<string> => {
    const outfile = join(dir, name);
    await build({
      entryPoints: [join(import.meta.dirname, source)],
      outfile,
      bundle: true,
      platform: "node",
      target: "node24",
      format,
      logLevel: "silent",
    });
    return outfile;
  };
  const [functionRunner, simulator] = await Promise.all([
    bundle("../lambda/runner/main.ts", "function-runner.cjs", "cjs"),
    bundle("../sim/main.ts", "simulator.mjs", "esm"),
  ]);
  // esbuild's own process would stay as long as this one.
  await stop();
  return { functionRunner, simulator };
}
