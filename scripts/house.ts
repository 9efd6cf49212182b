import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Figure, measureHouse, type Rooms } from "./house/figures.ts";
import { readSourceFile } from "./house/source-file.ts";

/** `npm run house` prints the figures of the source tree, and fails where one has passed its limit. */
const ROOT = resolve(import.meta.dirname, "..");
const SOURCE = ["shared", "functions", "infra", "local"];

const read = (path: string) => readFileSync(resolve(ROOT, path), "utf8");
const list = (...patterns: string[]) =>
  execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "--", ...patterns], {
    cwd: ROOT,
    encoding: "utf8",
  })
    .split("\n")
    .filter((path) => path !== "");

const rooms: Rooms = JSON.parse(read(".rooms.json"));
const files = list(...SOURCE.map((folder) => `${folder}/*.ts`)).map((path) => readSourceFile(path, read(path)));
const commented = list("*.ts").map((path) => readSourceFile(path, read(path)).comments);
const prose = [...list("*.md").map(read), ...commented.flat()];
const figures = measureHouse(files, prose, rooms);

for (const { name, value, limit, worst } of figures) {
  const verdict = value > limit ? "PASSED" : "ok";
  console.log(`${name.padEnd(36)} ${String(value).padStart(5)}   at most ${String(limit).padStart(3)}   ${verdict}`);
  for (const place of worst) console.log(`      ${place}`);
}

const passed = figures.filter(({ value, limit }: Figure) => value > limit);
if (passed.length > 0) {
  console.error(`\n${passed.length} figures of the house have passed their limits`);
  process.exitCode = 1;
}
