import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import * as z from "zod";
import { runTool, ToolError } from "./engines/run-tool.ts";
import { expectNone, type Protocol } from "./protocol.ts";

const ROOT = resolve(import.meta.dirname, "../..");

/** Test files that run on an engine outside, by the variable that names its URL (test/support/outside-engines.ts). */
const FILES = {
  OUTSIDE_DYNAMODB: ["test/contract/ports"],
  OUTSIDE_SQS: [
    "test/contract/queues",
    "test/shared/platform/sqs/queues.test.ts",
    "test/shared/alerts/adapters/sqs-flushes.test.ts",
  ],
} as const;

/** Tests that an engine fails by a fault of its own, each with the reason. A row that passes is a difference too. */
export type KnownFaults = Readonly<Record<string, string>>;

export const MOTO_SQS_FAULTS: KnownFaults = {
  "the outbound queue names a refused command and holds back the later ones of its account":
    "moto takes deduplication ids with characters that SQS refuses (it allows letters, digits and punctuation)",
};

const report = z.object({
  testResults: z.array(
    z.object({
      message: z.string().default(""),
      assertionResults: z.array(
        z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()).default([]) }),
      ),
    }),
  ),
});

type Suites = {
  readonly variable: keyof typeof FILES;
  readonly url: string;
  readonly faults?: KnownFaults;
};

/** Runs the adapters' suites against an engine; says how many tests passed. */
export async function runSuites(protocol: Protocol, name: string, suites: Suites): Promise<void> {
  await protocol.step(name, async () => {
    const { testResults } = await runVitest(suites);
    const { faults = {} } = suites;
    const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
    const failed = new Map(
      tests
        .filter(({ status }) => status === "failed")
        .map(({ fullName, failureMessages: [message = ""] }) => [fullName, message.split("\n")[0]]),
    );
    const broken = testResults.filter(({ assertionResults }) => assertionResults.length === 0);
    expectNone([
      ...broken.map(({ message }) => message),
      ...[...failed].filter(([test]) => !(test in faults)).map(([test, message]) => `${test}: ${message}`),
      ...Object.keys(faults)
        .filter((test) => !failed.has(test))
        .map((test) => `${test}: passes; its row in test/deploy/suites.ts is out of date`),
    ]);
    const passed = tests.filter(({ status }) => status === "passed").length;
    if (passed === 0) throw new Error("no test has run");
    return failed.size === 0 ? `${passed} tests passed` : `${passed} tests passed, ${failed.size} fail by known faults`;
  });
}

async function runVitest({ variable, url }: Suites): Promise<z.infer<typeof report>> {
  const folder = mkdtempSync(join(tmpdir(), "wechat-fleet-suites-"));
  const file = join(folder, "report.json");
  const vitest = resolve(ROOT, "node_modules/vitest/vitest.mjs");
  const args = [vitest, "run", "--project", "parts", "--reporter=json", `--outputFile=${file}`, ...FILES[variable]];
  const env = { ...process.env, NO_COLOR: "1", [variable]: url };
  try {
    // Failed tests end vitest with an error; the report names them.
    const ended = await runTool(process.execPath, args, { cwd: ROOT, env }).catch((error: ToolError) => error);
    const text = readIfThere(file);
    if (text === undefined) throw ended instanceof ToolError ? ended : new Error("vitest wrote no report");
    return report.parse(JSON.parse(text));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
