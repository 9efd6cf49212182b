import { DynamoDBClient, ListTablesCommand, paginateScan } from "@aws-sdk/client-dynamodb";
import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { type Messages, messageOf } from "./messages.ts";

/** What the bench sees of queues and tables: it calls the AWS endpoint as the account itself. */
export type Backstage = {
  /** Messages that wait in the inbound queue or are in a consumer's hands. */
  inbound(): Promise<number>;
  /** How many rows the journal has of each of the first `most` messages. */
  journal(messages: Messages, most: number): Promise<Uint8Array>;
  close(): void;
};

export async function lookBackstage(endpoint: string): Promise<Backstage> {
  const options = { endpoint, region: "us-east-1", credentials: { accessKeyId: "bench", secretAccessKey: "bench" } };
  const dynamodb = new DynamoDBClient(options);
  const sqs = new SQSClient(options);
  const { TableNames = [] } = await dynamodb.send(new ListTablesCommand({}));
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
  const TableName = only(TableNames, /journal/i);
  const QueueUrl = only(QueueUrls, /InboundLaneQueue/);
  const AttributeNames = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"] as const;

  return {
    async inbound() {
      const { Attributes = {} } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...AttributeNames] }),
      );
      return AttributeNames.reduce((sum, name) => sum + Number(Attributes[name]), 0);
    },
    async journal(messages, most) {
      const rows = new Uint8Array(most);
      const input = {
        TableName,
        ProjectionExpression: "pk, sk",
        FilterExpression: "begins_with(pk, :conversation) AND begins_with(sk, :message)",
        ExpressionAttributeValues: { ":conversation": { S: "conv#wx_load_" }, ":message": { S: "msg#" } },
      };
      for await (const { Items = [] } of paginateScan({ client: dynamodb }, input)) {
        for (const { pk, sk } of Items) {
          const message = messageOf(messages, pk?.S?.split("#")[1] ?? "", sequenceOfKey(sk?.S ?? ""));
          if (message !== undefined && message < most) rows[message] = (rows[message] ?? 0) + 1;
        }
      }
      return rows;
    },
    close() {
      dynamodb.destroy();
      sqs.destroy();
    },
  };
}

function only(names: readonly string[], form: RegExp): string {
  const [name, ...others] = names.filter((one) => form.test(one));
  if (name === undefined || others.length > 0) throw new Error(`not one name of ${form} in ${names.join(", ")}`);
  return name;
}

/** The journal's keys are `msg#<time>#…`, and `callbackBody` gives each sequence a second of its own. */
function sequenceOfKey(sk: string): number {
  return Number(sk.split("#")[1]) / 1000 - 1_760_000_000;
}
