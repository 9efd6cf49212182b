import { readdirSync } from "node:fs";

/** `npm run bench -- <name>` runs `bench/<name>.ts`. */
const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(".ts") && file !== "run.ts")
  .map((file) => file.slice(0, -".ts".length));
const name = process.argv[2] ?? "";

if (names.includes(name)) {
  process.argv.splice(2, 1);
  await import(`./${name}.ts`);
} else {
  console.error(`usage: npm run bench -- <name>; there are: ${names.join(", ")}`);
  process.exitCode = 1;
}
