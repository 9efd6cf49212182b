import { expect, it, onTestFinished } from "vitest";
import { createS3Store } from "../../../../local/aws/s3/store.ts";
import { startAwsServer } from "../../../../local/aws/server.ts";
import { createSnsService } from "../../../../local/sns/service.ts";
import { createTopics } from "../../../../local/sns/topics.ts";
import { createAlertChannels } from "../../../../shared/adapters/alerts/channels.ts";
import { createPostJson } from "../../../../shared/platform/http/post-json.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const ARN = "arn:aws:sns:us-east-1:000000000000:alerts";

it("the topic gets a text as it is, under a subject that e-mail can show", async () => {
  const topics = createTopics({ arns: [ARN], clock: { now: () => 1 } });
  const s3 = createS3Store({ dir: temporaryFolder() });
  const queryServices = [createSnsService(topics)];
  const server = await startAwsServer({
    port: 0,
    services: [],
    queryServices,
    s3,
    dynamodbEndpoint: "http://127.0.0.1:1",
  });
  onTestFinished(async () => {
    await server.close();
    s3.close();
    topics.close();
  });
  const client = {
    endpoint: server.url,
    region: "us-east-1",
    credentials: { accessKeyId: "x", secretAccessKey: "x" },
    maxAttempts: 1,
  };
  const channels = async (arn: string) =>
    createAlertChannels({
      credentials: async () => ({ channels: [] }),
      topic: { arn, client },
      post: createPostJson(),
      now: () => 1,
      timeoutMs: 60_000,
    })();
  const [topic] = await channels(ARN);
  for (const text of ["【告警】一", "二"]) await topic?.send(text);
  expect(topics.published(0)).toMatchObject([
    { subject: "wechat-fleet alert", message: "【告警】一" },
    { subject: "wechat-fleet alert", message: "二" },
  ]);
  const [none] = await channels(`${ARN}-none`);
  await expect(none?.send("x")).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("NotFound"),
  });
});
