import { once } from "node:events";
import { relative, resolve } from "node:path";
import { buildAssembly } from "./assembly/build.ts";
import { type Cloud, startCloud } from "./cloud.ts";
import { LocalError } from "./local-error.ts";
import { untilAskedToEnd } from "./signals.ts";
import { readStartOptions, type StartOptions } from "./start-options.ts";
import { TemplateError } from "./template/intrinsics.ts";

/** `npm start`: synthesizes the app where its sources have changed, and runs it on this machine until Ctrl-C. */

const root = resolve(import.meta.dirname, "..");

try {
  await main();
  process.exit(0);
} catch (error) {
  const isPlain = error instanceof LocalError || error instanceof TemplateError;
  console.error(isPlain ? `error: ${error.message}` : error);
  process.exit(1);
}

async function main(): Promise<void> {
  const options = readStartOptions(root, process.argv.slice(2), process.env);
  buildAssembly(root, options.context);
  const asked = untilAskedToEnd();
  const cloud = await startUnlessAsked(options, asked);
  if (!cloud) return;
  tell(cloud, options.cloud.dataDir);
  if (!asked.aborted) await once(asked, "abort");
  await cloud.stop();
}

/** Undefined where a signal cut the start off: what fails after that is a consequence, and is not printed. */
async function startUnlessAsked(options: StartOptions, asked: AbortSignal): Promise<Cloud | undefined> {
  try {
    return await startCloud({ ...options.cloud, signal: asked });
  } catch (error) {
    if (asked.aborted) return undefined;
    throw error;
  }
}

function tell(cloud: Cloud, dataDir: string): void {
  const { messages, seconds } = cloud.leftInFlight;
  if (messages > 0) {
    console.log(
      `${messages} ${messages === 1 ? "message was" : "messages were"} in flight when the last run ended: as on AWS ` +
        `visible again within ${Math.ceil(seconds / 60)} minutes, or now by POST /local/clock {"advance": ${seconds}}`,
    );
  }
  for (const note of cloud.notes) console.log(note);
  console.log(`start page ${cloud.url}/   guide README.md   data ${relative("", dataDir) || "."}`);
  if (cloud.shopUrl !== undefined) console.log(`demo shop ${cloud.shopUrl}/`);
  console.log(`simulators ${cloud.simulatorUrl}/   AWS endpoint ${cloud.awsUrl}/`);
  console.log(`ready ${cloud.url}`);
}
