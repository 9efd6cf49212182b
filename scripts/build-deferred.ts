import type { BuildOptions, Plugin } from "esbuild";
import { type BesideFile, buildBeside, type PackageExports } from "./build-beside.ts";

/**
 * Large packages that a function needs for some of its work only, with the exports that are used of each. All uses lie
 * within functions, so that a file beside the bundle can wait for the first one: re2js (150 KB) until a rule has a
 * pattern.
 */
const DEFERRED: PackageExports = { re2js: ["RE2JS", "RE2JSException", "RE2Set"] };

const NAMESPACE = "deferred";

/** Defers packages in one bundle; `files` makes the files beside it, of the packages that it imports. */
export function deferPackages(): { plugin: Plugin; files(options: BuildOptions): Promise<readonly BesideFile[]> } {
  const used = new Set<string>();
  const plugin: Plugin = {
    name: "deferred-packages",
    setup({ onLoad, onResolve }) {
      onResolve({ filter: new RegExp(`^(${Object.keys(DEFERRED).join("|")})$`) }, ({ path }) => {
        used.add(path);
        return { path, namespace: NAMESPACE };
      });
      onResolve({ filter: /^\.\//, namespace: NAMESPACE }, ({ path }) => ({ path, external: true }));
      onLoad({ filter: /^/, namespace: NAMESPACE }, ({ path }) => ({ contents: standIn(path) }));
    },
  };
  const files = (options: BuildOptions) =>
    Promise.all([...used].sort().map((name) => buildBeside(name, { [name]: DEFERRED[name] ?? [] }, options)));
  return { plugin, files };
}

/** A CommonJS module whose exports load the package's file when they are read. */
function standIn(name: string): string {
  return (DEFERRED[name] ?? [])
    .map(
      (key) =>
        `Object.defineProperty(exports, "${key}", { enumerable: true, get: () => require("./${name}.js").${key} });`,
    )
    .join("\n");
}
