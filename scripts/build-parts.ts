import { join, relative } from "node:path";
import { type BuildOptions, build, type Metafile, transform } from "esbuild";

/** A file of a bundle; `path` is relative to the function's folder. */
export type BundleFile = {
  readonly path: string;
  readonly contents: Uint8Array;
  readonly map: Uint8Array;
  /** Whether a cold start loads it: it is no part that waits until it is needed. */
  readonly eager: boolean;
};

/** Where esbuild believes to write: always the same, so that the names of parts do not depend on where they really go. */
const NOWHERE = "/bundle";

/**
 * Bundles one function into `index.js` and parts of which those behind an `import()` are loaded when they are needed.
 * esbuild splits ES modules only, so that each file becomes CommonJS in a second step.
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

/** A file and all that it imports at once. */
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
