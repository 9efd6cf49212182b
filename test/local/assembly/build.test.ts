import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { buildAssembly } from "../../../local/assembly/build.ts";
import { createAssemblyStamp } from "../../../local/assembly/stamp.ts";

const MODULE = resolve(import.meta.dirname, "../../../local/assembly/build.ts");

/** Stands for the real synthesis: says that it ran, and with what, and takes its time over an assembly. */
const SYNTH = `
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
appendFileSync("runs", "CDK_VALIDATION=" + process.env.CDK_VALIDATION + "\\n");
mkdirSync("cdk.out", { recursive: true });
writeFileSync("cdk.out/manifest.json", "half");
await new Promise((done) => setTimeout(done, 100));
writeFileSync("cdk.out/manifest.json", "whole " + Math.random());
`;

describe("the build before a start", () => {
  let root: string;
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const runs = () => readFileSync(join(root, "runs"), "utf8").trim().split("\n");

  beforeEach(() => {
    vi.spyOn(console, "log").mockImplementation(() => {});
    root = mkdtempSync(join(tmpdir(), "build-"));
    write("scripts/synth.ts", SYNTH);
    write("package.json", '{"type":"module"}');
    write("functions/callback/index.ts", "1");
    buildAssembly(root);
  });

  afterEach(() => {
    rmSync(root, { recursive: true });
    vi.restoreAllMocks();
  });

  it("synthesizes without CDK's own template rules, once for the same sources", () => {
    buildAssembly(root);
    expect(runs()).toEqual(["CDK_VALIDATION=false"]);
  });

  it("is due again after a change of any input or of the assembly, and of nothing else", () => {
    const stamp = createAssemblyStamp(root);
    const isDueAfter = (path: string) => {
      write(path, "changed");
      const due = !stamp.isCurrent();
      stamp.write();
      return due;
    };
    const inputs = ["functions/callback/index.ts", "functions/callback/deep/new.ts", "shared/x.ts", "infra/x.ts"];
    for (const path of [...inputs, "scripts/build.ts", "package-lock.json", "tsconfig.json", "cdk.out/manifest.json"]) {
      expect(isDueAfter(path), path).toBe(true);
    }
    for (const path of ["local/main.ts", "test/x.ts", "docs/x.md", "package.json", "README.md", ".data/x"]) {
      expect(isDueAfter(path), path).toBe(false);
    }
  });

  it("gives the synthesis its context, and is due again where that is another", () => {
    write(
      "scripts/synth.ts",
      SYNTH.replace('"CDK_VALIDATION=" + process.env.CDK_VALIDATION', "process.env.CDK_CONTEXT_JSON"),
    );
    buildAssembly(root, { pollers: 2 });
    buildAssembly(root, { pollers: 2 });
    buildAssembly(root, { pollers: 3 });
    buildAssembly(root);
    expect(runs().slice(1)).toEqual(['{"pollers":2}', '{"pollers":3}', "{}"]);
  });

  it("runs again for sources that changed while it was at work", () => {
    write("scripts/synth.ts", `${SYNTH}appendFileSync("functions/callback/index.ts", "changed");`);
    buildAssembly(root);
    buildAssembly(root);
    expect(runs()).toHaveLength(3);
  });

  it("that fails is one clear error, and is tried again by the next start", () => {
    write("scripts/synth.ts", "process.exit(3);");
    expect(() => buildAssembly(root)).toThrow("the app cannot be built; the reason stands above");
    expect(() => buildAssembly(root)).toThrow("the app cannot be built");
  });

  it("is made once by two starts at the same time, and is whole for both", async () => {
    write("shared/x.ts", "changed");
    const start = () =>
      promisify(execFile)(process.execPath, [
        "-e",
        `import(${JSON.stringify(MODULE)}).then(({ buildAssembly }) => {
           buildAssembly(${JSON.stringify(root)});
           console.log(require("node:fs").readFileSync(${JSON.stringify(join(root, "cdk.out/manifest.json"))}, "utf8"));
         })`,
      ]);
    const [one, other] = await Promise.all([start(), start()]);
    expect(runs()).toHaveLength(2);
    for (const { stdout } of [one, other]) expect(stdout).toMatch(/^whole/m);
  });
});
