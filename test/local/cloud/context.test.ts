import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { LOCAL_IDENTITY } from "../../../local/aws/identity.ts";
import { newCloudSite } from "../../support/cloud-process.ts";
import { eventually, requestJson } from "../../support/http-json.ts";
import { until } from "../../support/until.ts";
import { CREDENTIALS } from "../aws/support.ts";
import { npmStart } from "./npm-start.ts";

const APP = "wx_demo_alpha";
const ARN = `arn:aws:sqs:${LOCAL_IDENTITY.region}:${LOCAL_IDENTITY.accountId}:crm.fifo`;

let site: Awaited<ReturnType<typeof newCloudSite>>;
beforeEach(async () => {
  site = await newCloudSite();
});
afterEach(() => site.remove());

it("npm start takes options: it routes messages to an operator's queue, and says what it leaves out", async () => {
  await using cloud = npmStart(site, ["-c", `routingQueues=${ARN}`, "-c", "egress=fixed"]);
  await until(() => /^ready http/m.test(cloud.output()), 240);
  expect(cloud.output()).toMatch(/^wechat-fleet-dev-stateless\/EgressVpc is left out: the embedded cloud has no VPC/m);
  const { gateway, simulator, aws } = site.ports;
  const sqs = new SQSClient({ endpoint: `http://127.0.0.1:${aws}`, ...CREDENTIALS });
  await sqs.send(new CreateQueueCommand({ QueueName: "crm.fifo", Attributes: { FifoQueue: "true" } }));
  const url = `http://127.0.0.1:${gateway}`;
  const token = (await requestJson("GET", `${url}/local/token?role=admin`)).text;
  const headers = { authorization: `Bearer ${token}` };
  const table = { entries: [{ id: "crm", name: "CRM", targets: [{ type: "queue", arn: ARN }] }] };
  const published = await requestJson("PUT", `${url}/api/routing`, { headers, body: table });
  expect(published.json()).toMatchObject({ queues: [ARN] });

  await eventually("a routed message", 30_000, async () => {
    const message = { appId: APP, from: "wxid_me", text: "你好" };
    await requestJson("POST", `http://127.0.0.1:${simulator}/sim/messages`, { body: message });
    const { text } = await requestJson("POST", `http://127.0.0.1:${aws}/`, {
      headers: { "x-amz-target": "AmazonSQS.ReceiveMessage", "content-type": "application/x-amz-json-1.0" },
      body: { QueueUrl: `http://127.0.0.1:${aws}/${LOCAL_IDENTITY.accountId}/crm.fifo`, WaitTimeSeconds: 2 },
    });
    return text.includes("MessageRouted") || undefined;
  });
});
