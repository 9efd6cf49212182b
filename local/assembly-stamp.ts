import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** What the bundles and the templates are made of. */
const INPUTS = ["functions", "shared", "infra", "scripts", "package-lock.json", "cdk.json", "tsconfig.json"];

/** Tells whether the synthesized app is still what its sources say: by path, size and time of every input. */
export function createAssemblyStamp(root: string): { isCurrent(): boolean; write(): void } {
  const file = join(root, "dist", "assembly-stamp");
  const current = () => {
    const hash = createHash("sha256");
    for (const input of INPUTS) describe(join(root, input), (line) => hash.update(line));
    // An assembly that somebody synthesized otherwise has another manifest.
    describe(join(root, "cdk.out", "manifest.json"), (line) => hash.update(line));
    return hash.digest("hex");
  };
  return {
    isCurrent: () => existsSync(file) && readFileSync(file, "utf8") === current(),
    write() {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, current());
    },
  };
}

function describe(path: string, add: (line: string) => void): void {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isDirectory()) {
    for (const entry of readdirSync(path).sort()) describe(join(path, entry), add);
  } else if (stats) {
    add(`${path} ${stats.size} ${stats.mtimeMs}\n`);
  }
}
