import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { buildFunctions } from "../../scripts/build.ts";

const run = promisify(execFile);

describe("the build", () => {
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "build-"));
    await symlink(resolve(import.meta.dirname, "../../node_modules"), join(root, "node_modules"));
    await writeFile(join(root, "package.json"), '{"type":"module"}');
    await source("hello/index.ts", 'export const handler = async (name: string) => "你好 ".concat(name);');
  });

  afterEach(() => rm(root, { recursive: true }));

  async function source(path: string, text: string): Promise<void> {
    const file = join(root, "functions", path);
    await mkdir(resolve(file, ".."), { recursive: true });
    await writeFile(file, text);
  }

  const bundle = (name: string) => join(root, "dist/functions", name, "index.js");

  /** Loads the function's bundle in Node; gives the function's answer and its output. */
  async function call(name: string, event: unknown): Promise<string> {
    const script = `require(${JSON.stringify(bundle(name))}).handler(${JSON.stringify(event)}).then(console.log)`;
    const { stdout } = await run(process.execPath, ["-e", script]);
    return stdout.trim();
  }

  it("makes a CommonJS bundle per function, in a folder of its own, with its source map kept aside", async () => {
    await source("other/index.ts", "export const handler = async () => 1;");
    const reports = await buildFunctions({ root });
    expect(reports.map(({ name, file }) => [name, file])).toEqual([
      ["hello", bundle("hello")],
      ["other", bundle("other")],
    ]);
    expect(await readdir(join(root, "dist/functions/hello"))).toEqual(["index.js", "package.json"]);
    expect(await readdir(join(root, "dist/sourcemaps/hello"))).toEqual(["index.js.map"]);
    expect(await call("hello", "世界")).toBe("你好 世界");
  });

  it("reports what each bundle weighs and what it is made of, the largest first", async () => {
    await source("hello/words.ts", `export const words = "${"x".repeat(500)}";`);
    await source("hello/index.ts", 'import { words } from "./words.ts";\nexport const handler = async () => words;');
    const [report] = await buildFunctions({ root });
    expect(report?.bytes).toBe((await stat(bundle("hello"))).size);
    expect(report?.gzipBytes).toBeLessThan(report?.bytes ?? 0);
    expect(report?.inputs.map(({ path }) => path)).toEqual(["functions/hello/words.ts", "functions/hello/index.ts"]);
  });

  it("evaluates what is imported dynamically when it is asked for, not before", async () => {
    await source("hello/heavy.ts", 'console.log("loaded");\nexport const answer = 42;');
    await source(
      "hello/index.ts",
      'console.log("started");\nexport const handler = async () => (console.log("called"), (await import("./heavy.ts")).answer);',
    );
    await buildFunctions({ root });
    expect(await call("hello", null)).toBe("started\ncalled\nloaded\n42");
  });

  it("keeps a deferred package in a file that the first use loads, with errors of its class", async () => {
    await source(
      "consumer/index.ts",
      `import { RE2JS, RE2JSException } from "re2js";
const isLoaded = () => Object.keys(require.cache).some((file) => file.endsWith("re2js.js"));
export const handler = async (pattern: string) => {
  const before = isLoaded();
  try {
    return [before, RE2JS.compile(pattern).matcher("abc").find(), isLoaded()].join(" ");
  } catch (error) {
    return [before, error instanceof RE2JSException].join(" ");
  }
};`,
    );
    const report = (await buildFunctions({ root })).find(({ name }) => name === "consumer");
    expect(await call("consumer", "b+")).toBe("false true true");
    expect(await call("consumer", "(b")).toBe("false true");
    expect(await readdir(join(root, "dist/functions/consumer"))).toContain("re2js.js");
    expect(await readdir(join(root, "dist/functions/hello"))).not.toContain("re2js.js");
    expect((report?.bytes ?? 0) - (report?.eagerBytes ?? 0)).toBeGreaterThan(100_000);
    expect(report?.eagerBytes).toBeLessThan(5000);
  });

  it("makes the API in parts: what is imported dynamically is neither evaluated nor parsed before it is asked for", async () => {
    await source("api/shared.ts", "export class Shared {}");
    await source(
      "api/heavy.ts",
      `import { Shared } from "./shared.ts";\nexport const isOne = (one: unknown) => one instanceof Shared;\nexport const words = "${"x".repeat(5000)}";`,
    );
    await source(
      "api/index.ts",
      'import { Shared } from "./shared.ts";\nexport const handler = async () => { const { isOne, words } = await import("./heavy.ts"); return [words.length, isOne(new Shared())].join(" "); };',
    );
    const report = (await buildFunctions({ root })).find(({ name }) => name === "api");
    expect(await call("api", null)).toBe("5000 true");
    expect(report?.bytes).toBeGreaterThan(5000);
    expect(report?.eagerBytes).toBeLessThan(2500);
    expect(report?.inputs[0]?.path).toBe("functions/api/heavy.ts");
    const folder = join(root, "dist/functions/api");
    const parts = (await readdir(folder)).filter((file) => file.startsWith("part-"));
    expect(parts.length).toBeGreaterThan(0);
    const maps = await readdir(join(root, "dist/sourcemaps/api"));
    expect(maps.sort()).toEqual(["index.js", ...parts].map((file) => `${file}.map`).sort());
    expect(await readFile(join(root, `dist/sourcemaps/api/${maps[0]}`), "utf8")).toContain("functions/api/");

    await buildFunctions({ root, outDir: "elsewhere/functions" });
    expect(await readdir(join(root, "elsewhere/functions/api"))).toEqual(await readdir(folder));
    await source("api/index.ts", "export const handler = async () => 1;");
    await buildFunctions({ root });
    expect(await readdir(folder)).toEqual(["index.js", "package.json"]);
  });

  it("gives the same bytes for the same sources wherever they lie, and leaves files alone that did not change", async () => {
    await buildFunctions({ root });
    const first = await readFile(bundle("hello"));
    const { mtimeMs } = await stat(bundle("hello"));
    await buildFunctions({ root });
    expect((await stat(bundle("hello"))).mtimeMs).toBe(mtimeMs);
    await buildFunctions({ root, outDir: "elsewhere/deep/functions" });
    expect(await readFile(join(root, "elsewhere/deep/functions/hello/index.js"))).toEqual(first);
    expect(await readdir(join(root, "elsewhere/deep"))).toEqual(["functions", "sourcemaps"]);
  });

  it("removes the bundle of a function that is gone, and nothing else", async () => {
    await source("old/index.ts", "export const handler = async () => 1;");
    await buildFunctions({ root });
    await mkdir(join(root, "dist/functions/notes"));
    await rm(join(root, "functions/old"), { recursive: true });
    await buildFunctions({ root });
    expect(await readdir(join(root, "dist/functions"))).toEqual(["hello", "notes"]);
  });

  it("refuses import.meta, which a CommonJS bundle does not have", async () => {
    await source("hello/index.ts", "export const handler = async () => import.meta.url;");
    await expect(buildFunctions({ root })).rejects.toThrow(/import\.meta/);
  });

  it("says so when there is nothing to build", async () => {
    await rm(join(root, "functions/hello"), { recursive: true });
    await expect(buildFunctions({ root })).rejects.toThrow(/no functions/);
  });
});
