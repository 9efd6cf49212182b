import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packRules } from "../../shared/rules/adapters/dynamo-json.ts";
import { ruleSetSchema } from "../../shared/rules/domain/rule.ts";
import { randomRules } from "./random-rules.ts";

/** How many sets a container holds in turn: its memory peaks in the middle of a change. */
const SETS = 4;

/**
 * The most memory of a process that changes its rule sets, with the heap that Lambda's Node.js runtime gives a
 * function of so many MB: nine tenths of it old, the rest young.
 */
export function measurePeaks(sizes: readonly number[], memories: readonly number[]) {
  const folder = mkdtempSync(join(tmpdir(), "wechat-fleet-bench-"));
  try {
    return sizes.flatMap((size) => {
      const files = Array.from({ length: SETS }, (_, variant) => {
        const file = join(folder, `${size}-${variant}`);
        writeFileSync(file, packRules(ruleSetSchema.parse({ rules: randomRules(size, variant) }).rules));
        return file;
      });
      return memories.map((memory) => ({ rules: size, "function (MB)": memory, ...run(memory, files) }));
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function run(memory: number, files: readonly string[]) {
  const young = Math.floor(memory / 10);
  const flags = [`--max-old-space-size=${memory - young}`, `--max-semi-space-size=${Math.floor(young / 2)}`];
  const { status, signal, stdout } = spawnSync(
    process.execPath,
    [...flags, join(import.meta.dirname, "swap.ts"), ...files],
    {
      encoding: "utf8",
    },
  );
  if (status !== 0) return { "peak (MB resident)": `ended by ${signal ?? status}` };
  const { first, swapCpu, peakMb } = JSON.parse(stdout);
  return {
    "peak (MB resident)": peakMb,
    "first set, cold (ms)": first.wall,
    "first set, cold (CPU ms)": first.cpu,
    "next set (CPU ms)": swapCpu,
  };
}
