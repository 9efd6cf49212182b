import { join, relative } from "node:path";
import { type BuildOptions, build, type Metafile, transform } from "esbuild";

/** A file of a bundle; `path` is relative to the function's folder. */
export type BundleFile = {
  readonly path: string;
  readonly contents: Uint8Array;
  readonly map: Uint8Array;
  /** Whether a cold start loads it. Other parts wait until they are needed. */
  readonly eager: boolean;
};

/** The folder that esbuild is told, always the same: the names of parts then do not depend on the real folder. */
const NOWHERE = "/bundle";

/**
 * Bundles one function into `index.js` and further parts. Parts behind an `import()` are loaded when they are needed.
 * esbuild splits ES modules only, so a second step turns each file into CommonJS.
 */
export async function buildInParts(
  name: string,
  options: BuildOptions,
): Promise<{ files: BundleFile[]; inputs: Metafile["outputs"][string]["inputs"][] }> {
  const { minify = false, target = "node24", ...rest } = options;
  const { outputFiles = [], metafile } = await build({
    ...rest,
    target,
    minifySyntax: minify,
    entryPoints: [{ in: `functions/${name}/index.ts`, out: "index" }],
    outdir: NOWHERE,
    chunkNames: "part-[hash]",
    splitting: true,
    format: "esm",
    write: false,
    metafile: true,
    sourcemap: "inline",
  });
  const outputs = new Map(Object.entries(metafile.outputs).map(([path, output]) => [nameOf(path), output]));
  const eager = eagerFrom("index.js", outputs);
  const files = await Promise.all(
    outputFiles.map(async ({ path, text }) => {
      const file = relative(NOWHERE, path);
      const { code, map } = await transform(text, {
        minify,
        target,
        format: "cjs",
        platform: "node",
        charset: "utf8",
        legalComments: "none",
        sourcemap: "external",
        sourcesContent: false,
        sourcefile: file,
      });
      return { path: file, contents: Buffer.from(code), map: Buffer.from(map), eager: eager.has(file) };
    }),
  );
  return { files, inputs: [...outputs.values()].map(({ inputs }) => inputs) };
}

/** Paths in a metafile are relative to the working directory. */
function nameOf(path: string): string {
  return path.slice(path.indexOf(join(NOWHERE, "/").slice(1)) + NOWHERE.length);
}

/** A file and all files that it imports statically. */
function eagerFrom(entry: string, outputs: ReadonlyMap<string, Metafile["outputs"][string]>): Set<string> {
  const found = new Set<string>();
  const waiting = [entry];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (found.has(file)) continue;
    found.add(file);
    for (const { kind, path, external } of outputs.get(file)?.imports ?? []) {
      if (kind === "import-statement" && !external) waiting.push(nameOf(path));
    }
  }
  return found;
}
