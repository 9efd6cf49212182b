import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { isRecord, resolve } from "../../../local/template/intrinsics.ts";
import { ACCOUNT, type AwsCalls, type Json, listOf, REGION, textOf } from "./aws-calls.ts";

const template = z.looseObject({
  Resources: z.record(
    z.string(),
    z.looseObject({
      Type: z.string(),
      Properties: z.record(z.string(), z.unknown()).default({}),
      DeletionPolicy: z.string().optional(),
    }),
  ),
});

/** A resource as the template says it and as CloudFormation names it. */
export type Deployed = {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  /** What `Ref` gives. */
  readonly id: string;
  /** The template's properties, every intrinsic function worked out. */
  readonly properties: Json;
  /** Whether it stays when it leaves the stack or the stack is deleted. */
  readonly retained: boolean;
};

/** The artifacts of the app with a stack for each, in the order of their deployment. */
export const STACKS = ["Stateful", "Stateless"] as const;

/** Reads both stacks of an assembly and what CloudFormation made of each resource. Throws for one that it did not make. */
export async function readDeployed(aws: AwsCalls, assembly: string, stage: string): Promise<Deployed[]> {
  const stacks = await Promise.all(
    STACKS.map(async (artifact) => {
      const name = `wechat-fleet-${stage}-${artifact.toLowerCase()}`;
      const file = readFileSync(join(assembly, `${artifact}.template.json`), "utf8");
      return { name, ...(await physicalIds(aws, name)), template: template.parse(JSON.parse(file)) };
    }),
  );
  const exported = new Map(stacks.flatMap(({ outputs }) => outputs.map(({ name, value }) => [name, value])));
  return stacks.flatMap((stack) => {
    const resources = Object.entries(stack.template.Resources);
    const missing = resources.filter(([id]) => !stack.ids.has(id)).map(([id]) => id);
    if (missing.length > 0) throw new Error(`${stack.name} has no ${missing.join(", ")}`);
    const typeOf = (id: string) => stack.template.Resources[id]?.Type ?? "";
    const scope = {
      ref: (name: string) => PSEUDO[name] ?? stack.ids.get(name) ?? `${name}?`,
      getAtt: (id: string, attribute: string) => attributeOf(typeOf(id), stack.ids.get(id) ?? "", attribute),
      importValue: (name: string) => exported.get(name),
      stackOutput: (producer: string, output: string) => exported.get(`${producer}.${output}`),
      condition: () => false,
      findInMap: () => undefined,
    };
    return resources.map(([logicalId, { Type, Properties, DeletionPolicy }]) => ({
      stack: stack.name,
      logicalId,
      type: Type,
      id: stack.ids.get(logicalId) ?? "",
      properties: z.record(z.string(), z.unknown()).parse(resolve(withoutWeak(Properties, exported), scope)),
      retained: DeletionPolicy === "Retain",
    }));
  });
}

async function physicalIds(aws: AwsCalls, stack: string) {
  const made = await aws.query("cloudformation", "DescribeStackResources", { StackName: stack });
  const [described] = listOf(await aws.query("cloudformation", "DescribeStacks", { StackName: stack }), "Stacks");
  const outputs = listOf(described, "Outputs").flatMap((output) => {
    const value = textOf(output, "OutputValue");
    const plain = { name: `${stack}.${textOf(output, "OutputKey")}`, value };
    return typeof output.ExportName === "string" ? [plain, { name: output.ExportName, value }] : [plain];
  });
  const ids = listOf(made, "StackResources").map(
    (resource) => [textOf(resource, "LogicalResourceId"), textOf(resource, "PhysicalResourceId")] as const,
  );
  return { ids: new Map(ids), outputs };
}

const PSEUDO: Readonly<Record<string, string>> = {
  "AWS::AccountId": ACCOUNT,
  "AWS::Partition": "aws",
  "AWS::Region": REGION,
  "AWS::URLSuffix": "amazonaws.com",
};

/** Puts the values of other stacks' outputs in the place of `Fn::GetStackOutput`, and moto's zones where they are asked. */
function withoutWeak(value: unknown, outputs: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutWeak(item, outputs));
  if (!isRecord(value)) return value;
  if ("Fn::GetAZs" in value) return ["a", "b", "c", "d"].map((zone) => `${REGION}${zone}`);
  const weak = value["Fn::GetStackOutput"];
  if (isRecord(weak)) return outputs.get(`${weak.StackName}.${weak.OutputName}`);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutWeak(item, outputs)]));
}

const at = (service: string, rest: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;
const lastOf = (id: string) => id.split(/[/|]/).at(-1) ?? "";

/** `Fn::GetAtt` by the physical id, as CloudFormation's reference tells it; the endpoint is not asked. */
const ATTRIBUTES: Readonly<Record<string, (id: string) => string>> = {
  "AWS::ApiGatewayV2::Api.ApiEndpoint": (id) => `https://${id}.execute-api.${REGION}.amazonaws.com`,
  "AWS::CloudWatch::Alarm.Arn": (id) => at("cloudwatch", `alarm:${id}`),
  "AWS::Cognito::UserPool.Arn": (id) => at("cognito-idp", `userpool/${id}`),
  "AWS::Cognito::UserPool.ProviderName": (id) => `cognito-idp.${REGION}.amazonaws.com/${id}`,
  "AWS::Cognito::UserPool.ProviderURL": (id) => `https://cognito-idp.${REGION}.amazonaws.com/${id}`,
  "AWS::DynamoDB::Table.Arn": (id) => at("dynamodb", `table/${id}`),
  "AWS::EC2::SecurityGroup.GroupId": (id) => id,
  "AWS::Events::EventBus.Arn": (id) => at("events", `event-bus/${id}`),
  "AWS::Events::Rule.Arn": (id) => at("events", `rule/${id.replace("|", "/")}`),
  "AWS::IAM::Role.Arn": (id) => `arn:aws:iam::${ACCOUNT}:role/${id}`,
  "AWS::KMS::Key.Arn": (id) => at("kms", `key/${id}`),
  "AWS::KinesisFirehose::DeliveryStream.Arn": (id) => at("firehose", `deliverystream/${id}`),
  "AWS::Lambda::Function.Arn": (id) => at("lambda", `function:${id}`),
  "AWS::Logs::LogGroup.Arn": (id) => at("logs", `log-group:${id}:*`),
  "AWS::S3::Bucket.Arn": (id) => `arn:aws:s3:::${id}`,
  "AWS::S3::Bucket.RegionalDomainName": (id) => `${id}.s3.${REGION}.amazonaws.com`,
  "AWS::SNS::Topic.TopicName": (id) => id.split(":").at(-1) ?? "",
  "AWS::SQS::Queue.Arn": (id) => at("sqs", lastOf(id)),
  "AWS::SQS::Queue.QueueName": lastOf,
};

function attributeOf(type: string, id: string, attribute: string): string {
  const known = ATTRIBUTES[`${type}.${attribute}`];
  if (!known) throw new Error(`no row says what ${attribute} of an ${type} is: add it to ATTRIBUTES`);
  return known(id);
}
