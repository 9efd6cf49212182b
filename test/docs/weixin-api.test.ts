import { expect, it } from "vitest";
import { CHINESE, ENGLISH, endpointLines } from "../support/weixin-table.ts";
import { readPage } from "./page.ts";

it.each([
  ["docs/weixin-api.md", ENGLISH],
  ["docs/weixin-api.zh-CN.md", CHINESE],
])("%s lists every endpoint of WeChat's contract as its row says, and no other", (path, words) => {
  const lines = readPage(path)
    .text.split("\n")
    .filter((line) => /^\| `\w+\.\w+` \|/.test(line));
  expect(lines).toEqual(endpointLines(words));
});
