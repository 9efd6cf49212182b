import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** What the bundles and the templates are made of. */
const INPUTS = ["functions", "shared", "infra", "scripts", "package-lock.json", "tsconfig.json"];

export type AssemblyStamp = {
  /** Whether the synthesized app is what its sources were when this was called. */
  isCurrent(): boolean;
  /** Marks the assembly as made of the sources at `isCurrent`; what changed during the build is built next time. */
  write(): void;
};

/**
 * Tells whether the synthesized app is still what its sources say, by path, size and time of every input, and made for
 * the same `context`.
 */
export function createAssemblyStamp(root: string, context = "[]"): AssemblyStamp {
  const file = join(root, "dist", "assembly-stamp");
  // A synthesis by other means, such as `npx cdk synth`, writes another manifest.
  const assembly = () => hashOf([join(root, "cdk.out", "manifest.json")]);
  let sources = "";
  return {
    isCurrent() {
      sources = `${context} ${hashOf(INPUTS.map((input) => join(root, input)))}`;
      return existsSync(file) && readFileSync(file, "utf8") === `${sources} ${assembly()}`;
    },
    write() {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `${sources} ${assembly()}`);
    },
  };
}

function hashOf(paths: readonly string[]): string {
  const hash = createHash("sha256");
  for (const path of paths) describe(path, (line) => hash.update(line));
  return hash.digest("hex");
}

function describe(path: string, add: (line: string) => void): void {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isDirectory()) {
    for (const entry of readdirSync(path).sort()) describe(join(path, entry), add);
  } else if (stats) {
    add(`${path} ${stats.size} ${stats.mtimeMs}\n`);
  }
}
