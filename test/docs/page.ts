import { globSync, readFileSync } from "node:fs";
import { resolve } from "node:path";

export const ROOT = resolve(import.meta.dirname, "../..");

/** A Markdown page of the repository; `path` is relative to its root. */
export type Page = {
  readonly path: string;
  readonly text: string;
  /** Its headings in order, outside of code blocks. */
  readonly headings: readonly { readonly level: number; readonly title: string }[];
  /** The languages of its code blocks, in order. */
  readonly blocks: readonly string[];
  /** How many lines its tables have, outside of code blocks. */
  readonly tableLines: number;
};

const FENCED = /^```(\w*)\n[\s\S]*?^```$/gm;

export function readPage(path: string): Page {
  const text = readFileSync(resolve(ROOT, path), "utf8");
  const prose = text.replaceAll(FENCED, "");
  return {
    path,
    text,
    headings: [...prose.matchAll(/^(#+) (.*)$/gm)].map(([, marks = "", title = ""]) => ({
      level: marks.length,
      title,
    })),
    blocks: [...text.matchAll(FENCED)].map(([, language = ""]) => language),
    tableLines: [...prose.matchAll(/^\|/gm)].length,
  };
}

/** Paths of the READMEs and of all pages below `docs/`. */
export const pagePaths: readonly string[] = globSync(["README*.md", "docs/**/*.md"], { cwd: ROOT }).toSorted();

/** The anchor that GitHub gives a heading. */
export function anchorOf(title: string): string {
  const plain = title.toLowerCase().replaceAll(/[^\p{L}\p{N}\p{M}\- _]/gu, "");
  return plain.replaceAll(" ", "-");
}
