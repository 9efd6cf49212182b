import { resolve } from "node:path";
import { runTool } from "./engines/run-tool.ts";
import type { Protocol } from "./protocol.ts";

const ROOT = resolve(import.meta.dirname, "../..");

/** Test files that run against an engine outside, by the variable that names its URL (test/support/outside-engines.ts). */
const SUITES = {
  OUTSIDE_DYNAMODB: ["test/contract/ports"],
  OUTSIDE_SQS: ["test/shared/platform/sqs/queues.test.ts", "test/shared/alerts/adapters/sqs-flushes.test.ts"],
} as const;

/** Runs the adapters' suites against an engine; says how many tests passed. */
export async function runSuites(
  protocol: Protocol,
  name: string,
  variable: keyof typeof SUITES,
  url: string,
): Promise<void> {
  await protocol.step(name, async () => {
    const vitest = resolve(ROOT, "node_modules/vitest/vitest.mjs");
    const args = [vitest, "run", "--project", "parts", "--reporter=dot", ...SUITES[variable]];
    const env = { ...process.env, NO_COLOR: "1", [variable]: url };
    const output = await runTool(process.execPath, args, { cwd: ROOT, env });
    return /Tests\s+(.*)/.exec(output)?.[1] ?? output;
  });
}
