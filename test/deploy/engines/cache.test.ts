import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { checkSums } from "./cache.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sums-"));
  writeFileSync(join(folder, "a.jar"), "as published");
});
afterEach(() => rmSync(folder, { recursive: true }));

const sums = `${createHash("sha256").update("as published").digest("hex")}  a.jar\n`;

it("takes files that are what their checksums say", () => {
  expect(() => checkSums(folder, sums, ["a.jar"])).not.toThrow();
});

it("refuses a file that is another than its checksum says", () => {
  writeFileSync(join(folder, "a.jar"), "as replaced");
  expect(() => checkSums(folder, sums, ["a.jar"])).toThrow("a.jar has the checksum");
});

it("refuses a file that has no checksum", () => {
  expect(() => checkSums(folder, sums, ["a.jar", "b.jar"])).toThrow("files without a checksum: b.jar");
});
