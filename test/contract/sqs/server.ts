/** An SQS in a process of its own: `node server.ts <sqlite file>`; prints its URL. */
import { createLocalClock } from "../../../local/clock.ts";
import { createSqsService } from "../../../local/sqs/api/service.ts";
import { createSqsEngine } from "../../../local/sqs/engine.ts";
import { startAwsEndpoint } from "../../support/aws-endpoint.ts";

const path = process.argv[2];
if (!path) throw new Error("usage: node server.ts <sqlite file>");
const engine = createSqsEngine({ path, clock: createLocalClock() });
const endpoint = await startAwsEndpoint((baseUrl) => [
  createSqsService(engine, { accountId: "000000000000", region: "cn-north-1", baseUrl }),
]);
process.stdout.write(`${endpoint.url}\n`);
