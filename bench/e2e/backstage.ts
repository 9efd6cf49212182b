import { DynamoDBClient, ListTablesCommand, paginateQuery, paginateScan } from "@aws-sdk/client-dynamodb";
import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { loadAppId } from "../../test/support/fleet-driver.ts";
import { type Messages, messageOf, personOf } from "./messages.ts";

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

  /** The keys of all messages; the engine looks through the whole table for each page. */
  async function* scanned() {
    const input = {
      TableName,
      ProjectionExpression: "pk, sk",
      FilterExpression: "begins_with(pk, :conversation) AND begins_with(sk, :message)",
      ExpressionAttributeValues: { ":conversation": { S: "conv#wx_load_" }, ":message": { S: "msg#" } },
    };
    for await (const { Items = [] } of paginateScan({ client: dynamodb }, input)) yield* Items;
  }

  /** The keys of the messages of the people who write by turns. */
  async function* queried({ accounts, people }: Messages) {
    for (let index = 0; index < accounts * people; index++) {
      const [account, person] = [index % accounts, Math.floor(index / accounts)];
      const pk = `conv#${loadAppId(account)}#${personOf(account, person)}`;
      const input = {
        TableName,
        ProjectionExpression: "pk, sk",
        KeyConditionExpression: "pk = :pk AND begins_with(sk, :message)",
        ExpressionAttributeValues: { ":pk": { S: pk }, ":message": { S: "msg#" } },
      };
      for await (const { Items = [] } of paginateQuery({ client: dynamodb }, input)) yield* Items;
    }
  }

  return {
    async inbound() {
      const { Attributes = {} } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...AttributeNames] }),
      );
      return AttributeNames.reduce((sum, name) => sum + Number(Attributes[name]), 0);
    },
    async journal(messages, most) {
      const rows = new Uint8Array(most);
      for await (const { pk, sk } of messages.people === 0 ? scanned() : queried(messages)) {
        const message = messageOf(messages, pk?.S?.split("#")[1] ?? "", sequenceOfKey(sk?.S ?? ""));
        if (message !== undefined && message < most) rows[message] = (rows[message] ?? 0) + 1;
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
