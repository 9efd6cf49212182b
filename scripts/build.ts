import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { build, type Metafile, type OutputFile } from "esbuild";

/** One function's bundle, as it goes to Lambda. */
export type BundleReport = {
  /** The folder's name under `functions/`. */
  readonly name: string;
  /** Path of the bundle, `…/<name>/index.js`. */
  readonly file: string;
  /** Size in bytes, as it is and gzipped. */
  readonly bytes: number;
  readonly gzipBytes: number;
  /** What it is made of, largest first; `bytes` is the share in the bundle after minification. */
  readonly inputs: readonly { readonly path: string; readonly bytes: number }[];
};

export type BuildOptions = {
  /** Where the folders of the bundles go, relative to `root`; source maps go to its sibling `sourcemaps`. */
  readonly outDir?: string;
  readonly minify?: boolean;
  /** The folder that holds `functions/`. */
  readonly root?: string;
};

const PROJECT_ROOT = resolve(import.meta.dirname, "..");
const BUNDLE = "index.js";

/**
 * Bundles every `functions/<name>/index.ts` into `<outDir>/<name>/index.js` with one esbuild call. The result depends
 * on the sources alone, files that did not change are not written again, and each file is replaced in one step, so
 * that a reader never meets half a bundle. Throws esbuild's `BuildFailure` for sources that do not bundle.
 */
export async function buildFunctions({
  outDir = "dist/functions",
  minify = true,
  root = PROJECT_ROOT,
}: BuildOptions = {}): Promise<BundleReport[]> {
  const target = resolve(root, outDir);
  const names = await functionNames(join(root, "functions"));
  if (names.length === 0) throw new Error(`no functions/<name>/index.ts in ${root}`);
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: names.map((name) => ({ in: `functions/${name}/index.ts`, out: `${name}/index` })),
    outdir: target,
    bundle: true,
    minify,
    write: false,
    metafile: true,
    platform: "node",
    target: "node24",
    format: "cjs",
    mainFields: ["module", "main"],
    charset: "utf8",
    legalComments: "none",
    sourcemap: "external",
    sourcesContent: false,
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "silent",
    // import.meta is empty in CJS: a use of it would fail only on Lambda.
    logOverride: { "empty-import-meta": "error" },
  });
  await Promise.all(outputFiles.map((file) => writeOutput(file, target)));
  await Promise.all(names.map((name) => writeIfChanged(join(target, name, "package.json"), COMMONJS)));
  await removeOthers(target, names);
  return outputFiles.filter(({ path }) => path.endsWith(BUNDLE)).map((file) => report(file, target, root, metafile));
}

/** The project's package.json says "module"; without this beside it Node would read the bundle as ESM. */
const COMMONJS = `${JSON.stringify({ type: "commonjs" })}\n`;

async function functionNames(directory: string): Promise<string[]> {
  const files = await readdir(directory, { recursive: true });
  return files
    .filter((file) => /^[^/\\]+[/\\]index\.ts$/.test(file))
    .map((file) => dirname(file))
    .sort();
}

/** Source maps stay beside the assets, not in them: they are for people, and would change the size of every deploy. */
function writeOutput(file: OutputFile, target: string): Promise<void> {
  const inside = relative(target, file.path);
  const path = inside.endsWith(".map") ? join(dirname(target), "sourcemaps", inside) : file.path;
  return writeIfChanged(path, file.contents);
}

async function writeIfChanged(path: string, contents: string | Uint8Array): Promise<void> {
  const wanted = Buffer.from(contents);
  const present = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (present?.equals(wanted)) return;
  await mkdir(dirname(path), { recursive: true });
  // The draft lies beside the folder: a file left in it by a killed build would be part of the asset.
  const draft = `${dirname(path)}.${basename(path)}.${process.pid}`;
  await writeFile(draft, wanted);
  await rename(draft, path);
}

/** Bundles of functions that no longer exist. */
async function removeOthers(target: string, names: readonly string[]): Promise<void> {
  const bundles = await readdir(target, { recursive: true });
  const others = bundles
    .filter((file) => file.endsWith(`${sep}${BUNDLE}`))
    .map((file) => dirname(file))
    .filter((folder) => !names.includes(folder));
  await Promise.all(others.map((folder) => rm(join(target, folder), { recursive: true })));
}

function report(file: OutputFile, target: string, root: string, metafile: Metafile): BundleReport {
  const output = metafile.outputs[relative(root, file.path).replaceAll("\\", "/")];
  const inputs = Object.entries(output?.inputs ?? {})
    .map(([path, { bytesInOutput }]) => ({ path, bytes: bytesInOutput }))
    .sort((a, b) => b.bytes - a.bytes);
  return {
    name: dirname(relative(target, file.path)),
    file: file.path,
    bytes: file.contents.byteLength,
    gzipBytes: gzipSync(file.contents).byteLength,
    inputs,
  };
}

function printReport(reports: readonly BundleReport[], analyze: boolean): void {
  console.table(
    Object.fromEntries(reports.map(({ name, bytes, gzipBytes }) => [name, { bytes, "bytes gzipped": gzipBytes }])),
  );
  if (!analyze) return;
  for (const { name, inputs } of reports) {
    console.log(`\n${name}: the largest of ${inputs.length} inputs, in bytes`);
    for (const { path, bytes } of inputs.slice(0, 20)) console.log(`${String(bytes).padStart(9)}  ${path}`);
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { analyze: { type: "boolean", default: false }, minify: { type: "boolean", default: true } },
    allowNegative: true,
  });
  const startedAt = performance.now();
  const reports = await buildFunctions({ minify: values.minify });
  printReport(reports, values.analyze);
  console.log(`${reports.length} bundles in ${Math.round(performance.now() - startedAt)} ms`);
}
