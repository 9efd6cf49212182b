import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import type { Plugin } from "esbuild";

const FILES = /zod[\\/]v4[\\/]core[\\/](to-json-schema|json-schema-processors)\.js$/;
const ORIGINAL = "?original";

/** What zod itself validates by. */
const KEPT: ReadonlySet<string> = new Set(["aggregateChecks"]);

/** Leaves zod's JSON Schemas out of a bundle that does not make them, 17 KB: what stands in their place throws. */
export const withoutJsonSchema: Plugin = {
  name: "without-json-schema",
  setup({ onLoad, onResolve, resolve }) {
    onResolve({ filter: /\?original$/ }, async ({ path, resolveDir, kind }) => {
      const found = await resolve(path.slice(0, -ORIGINAL.length), { resolveDir, kind });
      return { path: found.path, suffix: ORIGINAL, sideEffects: false };
    });
    onLoad({ filter: FILES }, async ({ path, suffix }) => {
      if (suffix === ORIGINAL) return undefined;
      return { contents: standIn(`./${basename(path)}${ORIGINAL}`, exportsOf(await readFile(path, "utf8"))) };
    });
  },
};

function exportsOf(source: string): string[] {
  const declared = [...source.matchAll(/^export (?:const|function) (\w+)/gm)].map(([, name]) => name);
  const renamed = [...source.matchAll(/^export \{ \w+ as (\w+) \};?$/gm)].map(([, name]) => name);
  return [...declared, ...renamed].filter((name) => name !== undefined);
}

function standIn(original: string, names: readonly string[]): string {
  const kept = names.filter((name) => KEPT.has(name));
  const absent = names.filter((name) => !KEPT.has(name));
  return [
    ...(kept.length > 0 ? [`export { ${kept.join(", ")} } from ${JSON.stringify(original)};`] : []),
    'function absent() { throw new Error("this bundle makes no JSON Schemas"); }',
    `export { ${absent.map((name) => `absent as ${name}`).join(", ")} };`,
  ].join("\n");
}
