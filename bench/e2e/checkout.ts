import { execFileSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import * as z from "zod";

export const PROJECT = resolve(import.meta.dirname, "../..");

/** A folder with the sources of one commit. */
export type Checkout = { readonly name: string; readonly root: string };

const git = (...args: string[]) => execFileSync("git", args, { cwd: PROJECT, encoding: "utf8" }).trim();

/** The folder that the bench itself is in, named by its commit. */
export function thisCheckout(): Checkout {
  const changed = git("status", "--porcelain", "--untracked-files=no") === "" ? "" : " with changes";
  return { name: `${git("rev-parse", "--short", "HEAD")}${changed}`, root: PROJECT };
}

/** A worktree of `ref` in a temporary folder, with the packages of this checkout; `ending` removes it. */
export function checkOut(ref: string, ending: AsyncDisposableStack): Checkout {
  const folder = mkdtempSync(join(tmpdir(), "wechat-fleet-ref-"));
  const root = join(folder, "checkout");
  ending.defer(() => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    git("worktree", "prune");
  });
  git("worktree", "add", "--detach", root, ref);
  symlinkSync(realpathSync(join(PROJECT, "node_modules")), join(root, "node_modules"));
  return { name: git("rev-parse", "--short", ref), root };
}

export type BundleSize = { readonly bytes: number; readonly parsedAtStart: number };

const reportSchema = z.array(z.object({ name: z.string(), bytes: z.number(), eagerBytes: z.number() }));

/** Bundles the functions of a checkout in a temporary folder, and says how large they are. */
export function bundleSizes({ root }: Pick<Checkout, "root">): Record<string, BundleSize> {
  const folder = mkdtempSync(join(tmpdir(), "wechat-fleet-bundles-"));
  const script = `
    const { buildFunctions } = await import(${JSON.stringify(join(root, "scripts/build.ts"))});
    const reports = await buildFunctions({ outDir: ${JSON.stringify(join(folder, "functions"))} });
    console.log(JSON.stringify(reports.map(({ name, bytes, eagerBytes }) => ({ name, bytes, eagerBytes }))));
    process.exit(0);`;
  try {
    const output = execFileSync(process.execPath, ["--input-type=module", "--eval", script], {
      cwd: root,
      encoding: "utf8",
    });
    const reports = reportSchema.parse(JSON.parse(output));
    return Object.fromEntries(
      reports.map(({ name, bytes, eagerBytes }) => [name, { bytes, parsedAtStart: eagerBytes }]),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
