import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLocalClock } from "../../../../local/clock.ts";
import { createFunctionOutput } from "../../../../local/lambda/output/function-output.ts";
import { createMetricsStore } from "../../../../local/lambda/output/metrics-store.ts";
import { createFunctionPool } from "../../../../local/lambda/pool/pool.ts";
import { bundleProcesses } from "../../../../local/processes/bundles.ts";
import type { FunctionModel } from "../../../../local/template/model.ts";
import { aFunction } from "../../a-function.ts";

/** A pool for one function whose bundle is `source`, with everything it needs in a folder of its own. */
export async function aPool(
  source: string,
  options: Partial<FunctionModel> & {
    concurrency?: number;
    perProcess?: number;
    idleMs?: number;
    patienceMs?: number;
    initTimeoutMs?: number;
    paced?: boolean;
    file?: string;
  } = {},
) {
  const dir = mkdtempSync(join(tmpdir(), "pool-"));
  const { concurrency = 2, perProcess = 1, idleMs, patienceMs, initTimeoutMs, paced = false, ...rest } = options;
  const { file = "index.js", ...given } = rest;
  const codeDir = join(dir, "code");
  mkdirSync(codeDir);
  writeFileSync(join(codeDir, file), source);
  const model = aFunction({ codeDir, environment: { GREETING: "你好" }, ...given });
  const clock = createLocalClock();
  const metrics = createMetricsStore();
  const shown: string[] = [];
  const watched = new Set<number>();
  const output = createFunctionOutput({
    functionName: model.name,
    logging: model.logging,
    dir: join(dir, "logs"),
    metrics,
    show: (line) => shown.push(line),
  });
  const pool = createFunctionPool({
    model,
    endpoints: { aws: "http://127.0.0.1:1", dynamodb: "http://127.0.0.1:2" },
    runnerPath: (await bundleProcesses(dir)).functionRunner,
    clock,
    output,
    reaper: { watch: (pid) => watched.add(pid), forget: (pid) => watched.delete(pid) },
    concurrency,
    perProcess,
    paced,
    ...(idleMs === undefined ? {} : { idleMs }),
    ...(patienceMs === undefined ? {} : { patienceMs }),
    ...(initTimeoutMs === undefined ? {} : { initTimeoutMs }),
  });
  return {
    pool,
    clock,
    metrics,
    shown,
    watched,
    log() {
      output.flush();
      return readFileSync(join(dir, "logs", "fixture.log"), "utf8");
    },
    async [Symbol.asyncDispose]() {
      await pool.stop(1000);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
