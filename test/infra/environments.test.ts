import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { writeQueueArns } from "../../infra/constructs/queue-arns.ts";
import { settingsSchema } from "../../infra/settings.ts";
import { readQueueArns } from "../../shared/routing/domain/queue-arns.ts";
import { synthesize } from "./synthesize.ts";

/** Lambda: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html. It measures the JSON of all variables. */
const LIMIT = 4096;

/** As long as a region's name gets where this project runs, and the longest domain with it. */
const REGION = "cn-northwest-1";
const DOMAIN = "amazonaws.com.cn";
const PARTITION = "aws-us-gov";
const ACCOUNT = "123456789012";

/** The most characters of names that CloudFormation makes: stack, logical id and 13 random ones, cut to what the service takes. */
const LONGEST_NAME: Readonly<Record<string, number>> = {
  "AWS::SQS::Queue": 80,
  "AWS::S3::Bucket": 63,
  "AWS::DynamoDB::Table": 255,
  "AWS::SNS::Topic": 256,
  "AWS::SecretsManager::Secret": 512,
  "AWS::Events::EventBus": 256,
};

/** Twenty queues of as many accounts, whose ARNs have together what the settings allow. */
const aQueue = (at: number, nameLength: number) =>
  `arn:aws:sqs:eu-west-1:${String(at).padStart(12, "0")}:${"q".repeat(nameLength)}`;
const queues = (count: number, nameLength: number) =>
  Array.from({ length: count }, (_, at) => aQueue(at, nameLength)).join(",");

/** Every option that lengthens an environment, as long as the settings allow. */
const LONGEST = {
  stage: "s".repeat(20),
  publicUrl: `https://fleet.example.com/${"p".repeat(174)}`,
  alertTopicArn: `arn:${PARTITION}:sns:${REGION}:${ACCOUNT}:${"t".repeat(256)}`,
  routingQueues: `${queues(19, 19)},${aQueue(19, 20)}`,
  profiles: "addressed",
  behaviourEvents: "with-texts",
  logLevel: "DEBUG",
  pollers: "100",
};

function bytesOf(context: Record<string, string>): readonly (readonly [string, number])[] {
  const { stateful, resources } = synthesize(context);
  const outputs: Record<string, { readonly Value: unknown }> = stateful.toJSON().Outputs;
  const stack = `wechat-fleet-${context.stage}-stateful`;

  function physical(id: string, attribute: string | undefined): string {
    const type = resources[id]?.Type ?? "";
    const name = `${stack}-${id}-${"x".repeat(13)}`.slice(0, LONGEST_NAME[type] ?? Number.NaN);
    if (type === "AWS::SecretsManager::Secret") {
      return `arn:${PARTITION}:secretsmanager:${REGION}:${ACCOUNT}:secret:${name}-${"x".repeat(6)}`;
    }
    if (type === "AWS::SQS::Queue" && attribute === undefined)
      return `https://sqs.${REGION}.${DOMAIN}/${ACCOUNT}/${name}`;
    if (type === "AWS::SNS::Topic") return `arn:${PARTITION}:sns:${REGION}:${ACCOUNT}:${name}`;
    if (type === "AWS::KMS::Key") return `arn:${PARTITION}:kms:${REGION}:${ACCOUNT}:key/${"x".repeat(36)}`;
    if (attribute === undefined || attribute === "Name") return name;
    throw new Error(`${attribute} of ${id} (${type}) is not known here`);
  }
  function longest(value: unknown): string {
    if (typeof value === "string") return value;
    const [[call, argument] = []] = Object.entries(Object(value));
    if (call === "Fn::GetStackOutput") return longest(outputs[Object(argument).OutputName]?.Value);
    if (call === "Ref") return physical(String(argument), undefined);
    if (call === "Fn::GetAtt") {
      const [id, attribute] = Object(argument);
      return physical(id, attribute);
    }
    if (call === "Fn::Join") return Object.values<unknown>(Object(argument)[1]).map(longest).join("");
    throw new Error(`not known here: ${JSON.stringify(value)}`);
  }
  return Object.entries(resources).flatMap(([id, { Type, Properties }]) => {
    if (Type !== "AWS::Lambda::Function") return [];
    const { Variables } = Object(Properties.Environment);
    const resolved = Object.fromEntries(Object.entries(Variables).map(([name, value]) => [name, longest(value)]));
    return [[id, Buffer.byteLength(JSON.stringify(resolved))] as const];
  });
}

describe("the routing queues of an environment", () => {
  it("are read as they were written, whatever accounts and regions they are in", () => {
    const name = fc.stringMatching(/^[A-Za-z0-9_-]{1,40}(\.fifo)?$/);
    const place = fc.constantFrom("aws:sqs:eu-west-1:1", "aws:sqs:eu-west-1:2", "aws-cn:sqs:cn-north-1:1");
    const arn = fc.tuple(place, name).map((parts) => `arn:${parts.join(":")}`);
    fc.assert(
      fc.property(fc.uniqueArray(arn, { maxLength: 20 }), (arns) => {
        expect(readQueueArns(writeQueueArns(arns)).toSorted()).toEqual(arns.toSorted());
      }),
    );
  });

  it("name their account and region once", () => {
    const arns = ["crm.fifo", "erp"].map((name) => `arn:aws:sqs:eu-central-1:123456789012:${name}`);
    expect(writeQueueArns(arns)).toBe("arn:aws:sqs:eu-central-1:123456789012:crm.fifo,erp");
  });
});

describe("the environment of each function", () => {
  it("fits into Lambda's 4 KB with every option at its limit", () => {
    const bytes = bytesOf(LONGEST);
    expect(Object.fromEntries(bytes).ApiFunction).toBeGreaterThan(3500);
    expect(bytes.filter(([, count]) => count > LIMIT)).toEqual([]);
  });

  it("cannot be made longer by an option than that", () => {
    const longer = [
      { stage: `${LONGEST.stage}s` },
      { publicUrl: `${LONGEST.publicUrl}p` },
      { alertTopicArn: `${LONGEST.alertTopicArn}t` },
      { routingQueues: queues(20, 25) },
      { routingQueues: queues(21, 1) },
      { routingQueues: aQueue(1, 81) },
      { routingQueues: `${aQueue(1, 76)}.fifo` },
    ];
    for (const options of longer) {
      expect([options, settingsSchema.safeParse(options).success]).toEqual([options, false]);
    }
  });
});
