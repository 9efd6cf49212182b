import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import * as z from "zod";
import { buildAssembly } from "../../../local/assembly/build.ts";
import { type Cloud, type CloudOptions, startCloud } from "../../../local/cloud.ts";
import { eventually, type JsonAnswer, requestJson } from "../../support/http-json.ts";

const functionsSchema = z.object({
  functions: z.array(z.object({ waiting: z.number(), processes: z.array(z.object({ state: z.string() })) })),
});
const queuesSchema = z.object({ QueueUrls: z.array(z.string()) });
const countsSchema = z.object({
  Attributes: z.object({ ApproximateNumberOfMessages: z.string(), ApproximateNumberOfMessagesNotVisible: z.string() }),
});

const ROOT = resolve(import.meta.dirname, "../../..");

/** A data folder, and a copy of the synthesized app that a test may change. */
export function aSite(): { dataDir: string; cdkOutDir: string; remove(): void } {
  buildAssembly(ROOT);
  const dir = mkdtempSync(join(tmpdir(), "cloud-"));
  const cdkOutDir = join(dir, "cdk.out");
  cpSync(join(ROOT, "cdk.out"), cdkOutDir, { recursive: true });
  return { dataDir: join(dir, "data"), cdkOutDir, remove: () => rmSync(dir, { recursive: true, maxRetries: 5 }) };
}

/** The embedded cloud in this process, on free ports. */
export async function aCloud(site: { dataDir: string; cdkOutDir: string }, options: Partial<CloudOptions> = {}) {
  const cloud = await startCloud({
    dataDir: site.dataDir,
    cdkOutDir: site.cdkOutDir,
    port: 0,
    simPort: 0,
    awsPort: 0,
    ...options,
  });
  /** Throws where a policy of the template did not allow a call. */
  async function stop(): Promise<void> {
    await cloud.stop();
    const refused = cloud.refusals().map(({ message }) => message);
    if (refused.length > 0) throw new Error(`calls were refused:\n${refused.join("\n")}`);
  }
  return {
    ...cloud,
    /** A call to the operators' API as an admin, e.g. `PUT /api/rules`. */
    api(request: string, body?: object): Promise<JsonAnswer> {
      const [method = "", path = ""] = request.split(" ");
      const headers = { authorization: `Bearer ${cloud.token("admin")}` };
      return requestJson(method, cloud.url + path, { headers, ...(body && { body }) });
    },
    /** Waits until no function works, and nothing is in flight or lies ready for a function. */
    idle: () =>
      eventually("a cloud at rest", 30_000, async () => {
        const { functions } = functionsSchema.parse((await requestJson("GET", `${cloud.url}/local/functions`)).json());
        const { QueueUrls } = queuesSchema.parse(await callAws(cloud, "AmazonSQS.ListQueues", {}));
        const underWay = QueueUrls.map(async (QueueUrl) => {
          const asked = { QueueUrl, AttributeNames: ["All"] };
          const { Attributes } = countsSchema.parse(await callAws(cloud, "AmazonSQS.GetQueueAttributes", asked));
          const ready = QueueUrl.includes("DeadLetter") ? 0 : Number(Attributes.ApproximateNumberOfMessages);
          return ready + Number(Attributes.ApproximateNumberOfMessagesNotVisible);
        });
        const isIdle = functions.every(
          ({ waiting, processes }) => waiting === 0 && processes.every(({ state }) => state === "idle"),
        );
        return isIdle && (await Promise.all(underWay)).every((count) => count === 0) ? true : undefined;
      }),
    /** A call to the AWS endpoint in its JSON protocol, e.g. `AmazonSQS.ListQueues`. */
    aws: (action: string, body: object) => callAws(cloud, action, body),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function callAws({ awsUrl }: Pick<Cloud, "awsUrl">, action: string, body: object): Promise<unknown> {
  const headers = { "x-amz-target": action, "content-type": "application/x-amz-json-1.0" };
  const answer = await requestJson("POST", `${awsUrl}/`, { headers, body });
  if (answer.status !== 200) throw new Error(`${action}: ${answer.status} ${answer.text}`);
  return answer.json();
}
