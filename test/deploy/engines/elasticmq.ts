import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { ACCOUNT, REGION } from "../cloud/aws-calls.ts";
import { cached, checkSums } from "./cache.ts";
import { type Engine, startEngine } from "./moto.ts";
import { runTool } from "./run-tool.ts";

const FOLDER = resolve(import.meta.dirname, "../elasticmq");
/** The plug-in of Maven that fetches; it is pinned so that its options stay what they are. */
const COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies";

/**
 * The folder of the cache with ElasticMQ's jars, each with the checksum that the repository names. Throws where there
 * is no Java, no Maven or no download.
 */
export async function installElasticMq(): Promise<string> {
  await runTool("java", ["-version"]);
  const pom = join(FOLDER, "pom.xml");
  const sums = readFileSync(join(FOLDER, "jars.sha256"), "utf8");
  return cached("elasticmq", `${readFileSync(pom, "utf8")}${sums}`, async (folder) => {
    const options = ["--quiet", "--batch-mode", "--strict-checksums", "-DincludeScope=runtime"];
    await runTool("mvn", [...options, "--file", pom, COPY, `-DoutputDirectory=${folder}`]);
    checkSums(folder, sums, readdirSync(folder));
  });
}

/** Starts ElasticMQ, empty, on a free port of the loopback interface. */
export async function startElasticMq(jars: string, folder: string): Promise<Engine> {
  return startEngine("elasticmq", folder, (port) => {
    const settings = {
      "node-address.host": "localhost",
      "node-address.port": port,
      "rest-sqs.bind-hostname": "127.0.0.1",
      "rest-sqs.bind-port": port,
      "rest-stats.enabled": false,
      "aws.region": REGION,
      "aws.accountId": ACCOUNT,
    };
    const properties = Object.entries(settings).map(([name, value]) => `-D${name}=${value}`);
    return { file: "java", args: ["-Xmx256m", ...properties, "-cp", join(jars, "*"), "org.elasticmq.server.Main"] };
  });
}
