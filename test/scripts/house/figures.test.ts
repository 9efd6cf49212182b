import { expect, it } from "vitest";
import { measureHouse } from "../../../scripts/house/figures.ts";
import { readSourceFile } from "../../../scripts/house/source-file.ts";

const ROOMS = { messages: [], rules: ["messages"] };

/** The figure with this name, of files given as paths with their texts. */
function figure(name: string, files: Readonly<Record<string, string>>, prose: readonly string[] = []) {
  const read = Object.entries(files).map(([path, text]) => readSourceFile(path, text));
  const found = measureHouse(read, prose, ROOMS).find((one) => one.name === name);
  if (!found) throw new Error(`no figure ${name}`);
  return found;
}

it("counts the lines of functions, closures and methods, and names the longest", () => {
  const body = "  run();\n".repeat(70);
  const files = {
    "shared/rules/a.ts": `import { run } from "x";\n\nexport function long() {\n${body}}\n\nconst short = () => run();\n`,
    "shared/rules/b.ts": `// words: 你好\nclass Some {\n  method() {\n${body}  }\n  constructor() {\n${body}  }\n}\n`,
  };
  const { value, worst } = figure("functions over 60 lines", files);
  expect(value).toBe(3);
  expect(worst).toEqual([
    "72 shared/rules/a.ts:3 long",
    "72 shared/rules/b.ts:3 method",
    "72 shared/rules/b.ts:75 constructor",
  ]);
});

it("finds a circle of files, also through an import that comes late", () => {
  const files = {
    "local/a.ts": 'import { b } from "./b.ts";\n',
    "local/b.ts": 'export const b = () => import("./c.ts");\n',
    "local/c.ts": 'export type { A } from "./a.ts";\n',
  };
  expect(figure("circles of files", files).worst).toEqual(["local/a.ts → local/b.ts → local/c.ts → local/a.ts"]);
  expect(figure("circles of files", { "local/a.ts": 'import "./b.ts";\n', "local/b.ts": "export {};\n" }).value).toBe(
    0,
  );
});

it("finds a circle of rooms that no circle of files makes, and the import that the table forbids", () => {
  const files = {
    "shared/messages/domain/a.ts": 'import type { B } from "../../rules/domain/b.ts";\n',
    "shared/rules/domain/b.ts": "export type B = string;\n",
    "shared/rules/domain/c.ts": 'import type { D } from "../../messages/domain/d.ts";\n',
    "shared/messages/domain/d.ts": "export type D = string;\n",
  };
  expect(figure("circles of files", files).value).toBe(0);
  expect(figure("circles of rooms", files).value).toBe(1);
  expect(figure("imports against the table of rooms", files).worst).toEqual([
    "shared/messages/domain/a.ts → shared/rules/domain/b.ts",
  ]);
});

it("says which folder is too full", () => {
  const many = Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`local/sim/f${n}.ts`, "export {};\n"]));
  expect(figure("files a folder, most", many)).toMatchObject({ value: 21, limit: 20, worst: ["21 local/sim"] });
});

it("counts mannered words as words, in upper and lower case", () => {
  expect(figure("“nobody” in docs and comments", {}, ["Nobody knows; nobody's; anybody"]).value).toBe(2);
  expect(figure("“none” in docs and comments", {}, ["`SameSite=None` is for none; `none`"]).value).toBe(1);
});
