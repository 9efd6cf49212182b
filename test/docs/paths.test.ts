import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { anchorOf, pagePaths, ROOT, readPage } from "./page.ts";

const FOLDERS = [".ci", "bench", "docs", "functions", "infra", "local", "scripts", "shared", "test"];
const sourceNames = new Set(globSync(`{${FOLDERS.join(",")}}/**/*.ts`, { cwd: ROOT }).map((path) => basename(path)));
/** Folders that a command makes, which are not there in a fresh clone. */
const made = readFileSync(join(ROOT, ".gitignore"), "utf8")
  .split("\n")
  .filter((line) => line.endsWith("/"));
const scripts = Object.keys(JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")).scripts);

/** A path from the root of the repository. Words in angle brackets and `*` stand for any name. */
const PATH = new RegExp(`(?<![\\w/.#-])(?:${FOLDERS.join("|").replace(".", "\\.")})/[\\w.<>*/-]*`, "g");
/** A configuration file in the root, and a source file by its name alone, in code font. */
const ROOT_FILE = /`(\.[a-z][\w-]*\.(?:json|cjs))`/g;
const SOURCE_NAME = /`([\w-]+\.ts)`/g;

describe.each(pagePaths)("%s", (path) => {
  const { text } = readPage(path);

  it("names only files and folders that exist", () => {
    const missing = [...found(text, PATH), ...found(text, ROOT_FILE)].filter((named) => !exists(named));
    expect([...missing, ...found(text, SOURCE_NAME).filter((name) => !sourceNames.has(name))]).toEqual([]);
  });

  it("names only npm scripts and benchmarks that exist", () => {
    expect(found(text, /npm run ([\w:-]+)/g).filter((name) => !scripts.includes(name))).toEqual([]);
    expect(found(text, /npm run bench -- ([\w-]+)/g).filter((name) => !exists(`bench/${name}.ts`))).toEqual([]);
  });

  it("links only to pages and headings that exist", () => {
    const links = found(text, /\]\(([^)\s]+)\)/g).filter((target) => !/^[a-z]+:/.test(target));
    expect(links.filter((target) => !leadsSomewhere(path, target))).toEqual([]);
  });
});

function found(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map((match) => match[1] ?? match[0]);
}

function exists(path: string): boolean {
  if (made.some((folder) => path.startsWith(folder))) return true;
  return globSync(path.replaceAll(/<[^>]*>/g, "*").replace(/[/.]+$/, ""), { cwd: ROOT }).length > 0;
}

function leadsSomewhere(page: string, target: string): boolean {
  const [file = "", anchor] = target.split("#");
  const path = file === "" ? page : join(dirname(page), file);
  if (!existsSync(join(ROOT, path))) return false;
  return anchor === undefined || readPage(path).headings.some(({ title }) => anchorOf(title) === decodeURI(anchor));
}
