import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { build, type BuildOptions as EsbuildOptions, type Metafile } from "esbuild";
import type { BesideFile } from "./build-beside.ts";
import { deferPackages } from "./build-deferred.ts";
import { buildSdkBeside, LIGHT, lightClients } from "./build-light.ts";
import { type BundleFile, buildInParts } from "./build-parts.ts";
import { withoutJsonSchema } from "./build-zod.ts";

/** One function's bundle, as it goes to Lambda. */
export type BundleReport = {
  /** The folder's name under `functions/`. */
  readonly name: string;
  /** Path of the bundle, `…/<name>/index.js`. */
  readonly file: string;
  /** Size in bytes of all parts together, plain and gzipped. */
  readonly bytes: number;
  readonly gzipBytes: number;
  /** Bytes that a cold start parses, without the parts that wait until they are needed. */
  readonly eagerBytes: number;
  /**
   * The sources in the bundle, largest first; `bytes` is a source's share (of a bundle in parts, before minification).
   */
  readonly inputs: readonly { readonly path: string; readonly bytes: number }[];
};

export type BuildOptions = {
  /** Which client of AWS the functions in the way of each message have. */
  readonly awsClient?: "light" | "sdk";
  /** Where the folders of the bundles go, relative to `root`; source maps go to its sibling `sourcemaps`. */
  readonly outDir?: string;
  readonly minify?: boolean;
  /** The folder that holds `functions/`. */
  readonly root?: string;
};

const PROJECT_ROOT = resolve(import.meta.dirname, "..");
const BUNDLE = "index.js";

/**
 * Functions that are bundled in parts, so that a cold start parses only what its request needs: parsing takes 40 ms of
 * CPU a megabyte. Each needs its own call of esbuild, and a function that needs nearly all its code gains nothing.
 */
const IN_PARTS: ReadonlySet<string> = new Set([
  "api",
  "ai",
  "callback",
  "consumer",
  "delivery",
  "oauth",
  "official-callback",
  "component-callback",
  "component-worker",
  "pay-callback",
  "poller",
  "sender",
]);

/** Functions that make JSON Schemas, which takes further code of zod's. */
const WITH_JSON_SCHEMA: ReadonlySet<string> = new Set(["api"]);

/**
 * Bundles every `functions/<name>/index.ts` into `<outDir>/<name>/index.js`, most of them with one esbuild call. The
 * result depends on the sources alone. Unchanged files are not written again, and each file is replaced in one step, so
 * that a reader always finds a whole bundle. Throws esbuild's `BuildFailure` for sources that do not bundle.
 */
export async function buildFunctions({
  outDir = "dist/functions",
  minify = true,
  awsClient = process.env.AWS_CLIENT === "sdk" ? "sdk" : "light",
  root = PROJECT_ROOT,
}: BuildOptions = {}): Promise<BundleReport[]> {
  const target = resolve(root, outDir);
  const isLight = (name: string) => awsClient === "light" && root === PROJECT_ROOT && LIGHT.has(name);
  const names = await functionNames(join(root, "functions"));
  if (names.length === 0) throw new Error(`no functions/<name>/index.ts in ${root}`);
  const options: EsbuildOptions = {
    absWorkingDir: root,
    bundle: true,
    minify,
    platform: "node",
    target: "node24",
    mainFields: ["module", "main"],
    charset: "utf8",
    legalComments: "none",
    sourcesContent: false,
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "silent",
    // import.meta is empty in CommonJS: code that uses it would fail only on Lambda.
    logOverride: { "empty-import-meta": "error" },
  };
  const [whole, ...inParts] = await Promise.all([
    buildWhole(
      names.filter((name) => !IN_PARTS.has(name)),
      { ...options, plugins: [withoutJsonSchema] },
      target,
    ),
    ...names
      .filter((name) => IN_PARTS.has(name))
      .map((name) => (isLight(name) ? buildLight(name, options, root) : buildParts(name, options))),
  ]);
  const bundles = [...whole, ...inParts].sort((one, other) => (one.name < other.name ? -1 : 1));
  await Promise.all(bundles.map((bundle) => writeBundle(bundle, target)));
  await removeOthers(target, names);
  return bundles.map((bundle) => report(bundle, target));
}

type Inputs = Metafile["outputs"][string]["inputs"];
type Bundle = { readonly name: string; readonly files: readonly BundleFile[]; readonly inputs: readonly Inputs[] };

async function buildParts(name: string, options: EsbuildOptions): Promise<Bundle> {
  const deferred = deferPackages();
  const slimming = WITH_JSON_SCHEMA.has(name) ? [] : [withoutJsonSchema];
  const plugins = [...(options.plugins ?? []), ...slimming, deferred.plugin];
  const { files, inputs } = await buildInParts(name, { ...options, plugins });
  return withBeside({ name, files, inputs }, await deferred.files(options));
}

async function buildLight(name: string, options: EsbuildOptions, root: string): Promise<Bundle> {
  const [bundle, sdk] = await Promise.all([
    buildParts(name, { ...options, plugins: [lightClients(root)] }),
    buildSdkBeside(options),
  ]);
  return withBeside(bundle, [sdk]);
}

function withBeside({ name, files, inputs }: Bundle, beside: readonly BesideFile[]): Bundle {
  return {
    name,
    files: [...files, ...beside.map(({ file }) => file)],
    inputs: [...inputs, ...beside.map(({ inputs }) => inputs)],
  };
}

async function buildWhole(names: readonly string[], options: EsbuildOptions, target: string): Promise<Bundle[]> {
  if (names.length === 0) return [];
  const { outputFiles = [], metafile } = await build({
    ...options,
    entryPoints: names.map((name) => ({ in: `functions/${name}/index.ts`, out: `${name}/index` })),
    outdir: target,
    write: false,
    metafile: true,
    format: "cjs",
    sourcemap: "external",
  });
  const contents = new Map(outputFiles.map((file) => [relative(target, file.path), file.contents]));
  const outputs = new Map(
    Object.entries(metafile.outputs).map(([path, { inputs }]) => [
      relative(target, resolve(options.absWorkingDir ?? "", path)),
      inputs,
    ]),
  );
  return names.map((name) => {
    const path = join(name, BUNDLE);
    const [bundle, map] = [contents.get(path), contents.get(`${path}.map`)];
    if (!bundle || !map) throw new Error(`esbuild made no ${path}`);
    return { name, files: [{ path: BUNDLE, contents: bundle, map, eager: true }], inputs: [outputs.get(path) ?? {}] };
  });
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

/**
 * Source maps stay beside the assets, not in them: they are for people, and would make every deploy larger. Files that
 * an earlier build left in the folder are removed.
 */
async function writeBundle({ name, files }: Bundle, target: string): Promise<void> {
  const folder = join(target, name);
  const maps = join(dirname(target), "sourcemaps", name);
  await Promise.all([
    ...files.map(({ path, contents }) => writeIfChanged(join(folder, path), contents)),
    ...files.map(({ path, map }) => writeIfChanged(join(maps, `${path}.map`), map)),
    writeIfChanged(join(folder, "package.json"), COMMONJS),
  ]);
  await keepOnly(folder, ["package.json", ...files.map(({ path }) => path)]);
  await keepOnly(
    maps,
    files.map(({ path }) => `${path}.map`),
  );
}

async function keepOnly(folder: string, wanted: readonly string[]): Promise<void> {
  const others = (await readdir(folder)).filter((file) => !wanted.includes(file));
  await Promise.all(others.map((file) => rm(join(folder, file), { recursive: true })));
}

async function writeIfChanged(path: string, contents: string | Uint8Array): Promise<void> {
  const wanted = Buffer.from(contents);
  const present = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (present?.equals(wanted)) return;
  await mkdir(dirname(path), { recursive: true });
  // The draft lies beside the folder: a killed build's leftover inside the folder would be part of the asset.
  const draft = `${dirname(path)}.${basename(path)}.${process.pid}`;
  await writeFile(draft, wanted);
  await rename(draft, path);
}

/** Removes the bundles of functions that no longer exist. */
async function removeOthers(target: string, names: readonly string[]): Promise<void> {
  const bundles = await readdir(target, { recursive: true });
  const others = bundles
    .filter((file) => file.endsWith(`${sep}${BUNDLE}`))
    .map((file) => dirname(file))
    .filter((folder) => !names.includes(folder));
  await Promise.all(others.map((folder) => rm(join(target, folder), { recursive: true })));
}

function report({ name, files, inputs }: Bundle, target: string): BundleReport {
  const sizes = new Map<string, number>();
  for (const [path, { bytesInOutput }] of inputs.flatMap((list) => Object.entries(list))) {
    sizes.set(path, (sizes.get(path) ?? 0) + bytesInOutput);
  }
  const sum = (list: readonly BundleFile[], size: (contents: Uint8Array) => number) =>
    list.reduce((total, { contents }) => total + size(contents), 0);
  const bytesOf = ({ byteLength }: Uint8Array) => byteLength;
  return {
    name,
    file: join(target, name, BUNDLE),
    bytes: sum(files, bytesOf),
    gzipBytes: sum(files, (contents) => gzipSync(contents).byteLength),
    eagerBytes: sum(
      files.filter(({ eager }) => eager),
      bytesOf,
    ),
    inputs: [...sizes].map(([path, bytes]) => ({ path, bytes })).sort((a, b) => b.bytes - a.bytes),
  };
}

function printReport(reports: readonly BundleReport[], analyze: boolean): void {
  console.table(
    Object.fromEntries(
      reports.map(({ name, bytes, gzipBytes, eagerBytes }) => [
        name,
        { bytes, "bytes gzipped": gzipBytes, "parsed at start": eagerBytes },
      ]),
    ),
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
