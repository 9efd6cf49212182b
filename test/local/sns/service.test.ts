import { join } from "node:path";
import {
  CreateTopicCommand,
  GetTopicAttributesCommand,
  ListTopicsCommand,
  NotFoundException,
  PublishCommand,
  SNSClient,
} from "@aws-sdk/client-sns";
import { expect, it, onTestFinished } from "vitest";
import { createS3Store } from "../../../local/aws/s3/store.ts";
import { startAwsServer } from "../../../local/aws/server.ts";
import { createSnsService } from "../../../local/sns/service.ts";
import { createTopics } from "../../../local/sns/topics.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { CREDENTIALS } from "../aws/support.ts";

const ARN = "arn:aws:sns:us-east-1:000000000000:alerts";
const clock = { now: () => 1000 };

async function aTopic(path?: string) {
  const topics = createTopics({ arns: [ARN], clock, ...(path === undefined ? {} : { path }) });
  const s3 = createS3Store({ dir: temporaryFolder() });
  const queryServices = [createSnsService(topics)];
  const server = await startAwsServer({
    port: 0,
    services: [],
    queryServices,
    s3,
    dynamodbEndpoint: "http://127.0.0.1:1",
  });
  const sns = new SNSClient({ ...CREDENTIALS, endpoint: server.url });
  onTestFinished(async () => {
    sns.destroy();
    await server.close();
    s3.close();
    topics.close();
  });
  return { topics, sns };
}

it("keeps what the SDK publishes, word for word", async () => {
  const { topics, sns } = await aTopic();
  const message = `告警 <&"'> 😀\nline two ${"长".repeat(10_000)}`;
  const { MessageId } = await sns.send(new PublishCommand({ TopicArn: ARN, Subject: "an alert", Message: message }));
  await sns.send(new PublishCommand({ TopicArn: ARN, Message: "second" }));
  expect(topics.published(0)).toEqual([
    { n: 1, at: 1000, topicArn: ARN, messageId: MessageId, subject: "an alert", message },
    expect.objectContaining({ n: 2, subject: null, message: "second" }),
  ]);
  expect(topics.published(1)).toHaveLength(1);
});

it("lists its topics", async () => {
  const { sns } = await aTopic();
  expect((await sns.send(new ListTopicsCommand({}))).Topics).toEqual([{ TopicArn: ARN }]);
  const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn: ARN }));
  expect(Attributes).toMatchObject({ TopicArn: ARN });
});

it("makes topics, which are there after a restart", async () => {
  const path = join(temporaryFolder(), "topics.sqlite");
  const { sns, topics } = await aTopic(path);
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: "ours" }));
  expect(TopicArn).toBe("arn:aws:sns:us-east-1:000000000000:ours");
  await sns.send(new CreateTopicCommand({ Name: "ours" }));
  await sns.send(new PublishCommand({ TopicArn, Message: "first" }));
  expect(topics.published(0)).toEqual([expect.objectContaining({ topicArn: TopicArn, message: "first" })]);
  const reopened = createTopics({ arns: [ARN], clock, path });
  expect(reopened.arns()).toEqual([ARN, TopicArn]);
  reopened.close();
});

it("refuses what SNS refuses, in the SDK's error classes", async () => {
  const { topics, sns } = await aTopic();
  const publish = (input: Partial<ConstructorParameters<typeof PublishCommand>[0]>) =>
    sns.send(new PublishCommand({ TopicArn: ARN, Message: "x", ...input }));
  await expect(publish({ TopicArn: `${ARN}x` })).rejects.toBeInstanceOf(NotFoundException);
  await expect(publish({ Message: "" })).rejects.toMatchObject({ message: expect.stringContaining("Empty message") });
  await expect(publish({ Message: "x".repeat(262_145) })).rejects.toMatchObject({
    message: expect.stringContaining("too long"),
  });
  for (const Subject of ["告警", "two\nlines", "x".repeat(101)]) {
    await expect(publish({ Subject })).rejects.toMatchObject({ message: "Invalid parameter: Subject" });
  }
  await expect(publish({ MessageStructure: "json" })).rejects.toMatchObject({
    message: expect.stringContaining("not emulated"),
  });
  expect(topics.published(0)).toEqual([]);
});

it("keeps messages across a restart", () => {
  const path = `${temporaryFolder()}/topics.sqlite`;
  const before = createTopics({ arns: [ARN], clock, path });
  before.publish(ARN, "kept", null);
  before.close();
  const after = createTopics({ arns: [ARN], clock, path });
  expect(after.published(0)).toMatchObject([{ n: 1, message: "kept" }]);
  after.close();
});
