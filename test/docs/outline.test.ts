import { describe, expect, it } from "vitest";
import { pagePaths, readPage } from "./page.ts";

/** Pages for developers, in English only. */
const ENGLISH_ONLY = /^docs\/(?:decisions\/|architecture|performance)/;

const english = pagePaths.filter((path) => !path.endsWith(".zh-CN.md") && !ENGLISH_ONLY.test(path));

describe.each(english)("%s and its Chinese page", (path) => {
  const page = readPage(path);
  const chinese = readPage(path.replace(".md", ".zh-CN.md"));
  const nameOf = (of: string) => of.split("/").at(-1);

  it("have the same headings, code blocks and table lines", () => {
    const outline = ({ headings, blocks, tableLines }: typeof page) => ({
      levels: headings.map(({ level }) => level),
      blocks,
      tableLines,
    });
    expect(outline(chinese)).toEqual(outline(page));
  });

  it("link to each other", () => {
    expect(page.text).toContain(`](${nameOf(chinese.path)})`);
    expect(chinese.text).toContain(`[English](${nameOf(path)})`);
  });
});

it("every Chinese page has an English one", () => {
  const chinese = pagePaths.filter((path) => path.endsWith(".zh-CN.md"));
  expect(chinese.map((path) => path.replace(".zh-CN.md", ".md")).filter((path) => !pagePaths.includes(path))).toEqual(
    [],
  );
});
