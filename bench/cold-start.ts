import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { buildFunctions } from "../scripts/build.ts";
import { ENV } from "../shared/names.ts";

/**
 * CPU of a cold start, ms: what a process takes to load a function's bundle, without the process' own start; the median
 * of 20 processes. `npm run bench -- cold-start` compares the functions through which each message goes, by either
 * client of AWS, with middy, zod and two of the SDK's clients alone.
 */
const ROUNDS = 20;
const FUNCTIONS = ["callback", "official-callback", "consumer", "sender"];
const REFERENCE = `
  import middy from "@middy/core";
  import * as z from "zod";
  import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
  import { SQSClient, SendMessageBatchCommand } from "@aws-sdk/client-sqs";
  const dynamo = new DynamoDBClient({});
  const sqs = new SQSClient({});
  const schema = z.object({ text: z.string() });
  export const handler = middy(async (event) => [
    await dynamo.send(new PutItemCommand(schema.parse(event))), await sqs.send(new SendMessageBatchCommand(event))]);`;

/** Any value does for what is only read at the start; these are checked there. */
const environment = {
  ...Object.fromEntries(Object.values(ENV).map((name) => [name, "https://example.com/1"])),
  [ENV.outboundLane]: "live",
  [ENV.laneReceives]: "5",
  [ENV.profileScope]: "addressed",
  [ENV.behaviourEvents]: "off",
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "x",
  AWS_SECRET_ACCESS_KEY: "x",
};

/** CPU of one process, ms. */
function loadOnce(file: string): number {
  const script = `
    const before = process.cpuUsage();
    require(${JSON.stringify(file)});
    const { user, system } = process.cpuUsage(before);
    console.log("cpu", (user + system) / 1000);`;
  const output = execFileSync(process.execPath, ["-e", script], { env: environment, encoding: "utf8" });
  return Number(/cpu (\S+)/.exec(output)?.[1]);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const folder = mkdtempSync(join(tmpdir(), "wechat-fleet-cold-start-"));
try {
  const reference = join(folder, "reference.js");
  await build({
    stdin: { contents: REFERENCE, resolveDir: join(import.meta.dirname, "..") },
    outfile: reference,
    bundle: true,
    minify: true,
    platform: "node",
    target: "node24",
    format: "cjs",
    mainFields: ["module", "main"],
    logLevel: "silent",
  });
  const rows = [{ bundle: "middy + zod + two clients", file: reference, bytes: Number.NaN }];
  for (const awsClient of ["light", "sdk"] as const) {
    const reports = await buildFunctions({ awsClient, outDir: join(folder, awsClient) });
    for (const { name, file, eagerBytes } of reports.filter(({ name }) => FUNCTIONS.includes(name))) {
      rows.push({ bundle: `${name}, ${awsClient} client`, file, bytes: eagerBytes });
    }
  }
  // In turn, so that another program on the machine disturbs all alike.
  const taken = rows.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [position, { file }] of rows.entries()) taken[position]?.push(loadOnce(file));
  }
  const medians = taken.map(median);
  const [base = Number.NaN] = medians;
  console.table(
    rows.map(({ bundle, bytes }, position) => ({
      bundle,
      "bytes parsed": bytes,
      "CPU (ms)": Number(medians[position]?.toFixed(1)),
      "of the first": Number(((medians[position] ?? Number.NaN) / base).toFixed(2)),
    })),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
