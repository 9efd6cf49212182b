import { type BuildOptions, build, type Metafile } from "esbuild";
import type { BundleFile } from "./build-parts.ts";

/** A file beside a bundle, loaded when it is needed, with what esbuild says of its inputs. */
export type BesideFile = { readonly file: BundleFile; readonly inputs: Metafile["outputs"][string]["inputs"] };

/** Names that a file exports, by the package that they come from. */
export type PackageExports = Readonly<Record<string, readonly string[]>>;

/** Bundles some exports of packages as a file of its own, `<name>.js`. */
export async function buildBeside(name: string, packages: PackageExports, options: BuildOptions): Promise<BesideFile> {
  const exports = Object.entries(packages).map(([path, names]) => `export { ${names.join(", ")} } from "${path}";`);
  const { outputFiles = [], metafile } = await build({
    ...options,
    stdin: { contents: exports.join("\n"), resolveDir: options.absWorkingDir ?? "" },
    outfile: `/bundle/${name}.js`,
    format: "cjs",
    write: false,
    metafile: true,
    sourcemap: "external",
  });
  const contentsOf = (end: string) => outputFiles.find(({ path }) => path.endsWith(end))?.contents ?? new Uint8Array();
  const [output] = Object.entries(metafile?.outputs ?? {}).flatMap(([path, output]) =>
    path.endsWith(".js") ? [output] : [],
  );
  const file = { path: `${name}.js`, contents: contentsOf(".js"), map: contentsOf(".js.map"), eager: false };
  return { file, inputs: output?.inputs ?? {} };
}
