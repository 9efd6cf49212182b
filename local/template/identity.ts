import { createHash } from "node:crypto";
import { TemplateError } from "./intrinsics.ts";

/** Where the embedded cloud pretends to run. */
export const REGION = "us-east-1";
export const ACCOUNT_ID = "000000000000";

/** What stands for one resource wherever the template refers to it. */
export type Identity = {
  /** The name that people see: table name, queue name, … */
  readonly name: string;
  readonly arn: string;
  /** The value of `Ref`. */
  readonly ref: string;
  /** The values of `Fn::GetAtt`; the ARN is under `Arn`. */
  readonly attributes: Readonly<Record<string, string>>;
};

export type IdentityInput = {
  readonly type: string;
  /** `<stack>-<logical id>`, for resources whose template gives no name. */
  readonly fallbackName: string;
  /** The resolved name property, if the template has one. */
  readonly givenName: string | undefined;
  readonly fifo: boolean;
  /** Base of queue URLs, e.g. `http://127.0.0.1:8789`. */
  readonly sqsBaseUrl: string;
  /** Base URL of the HTTP API. */
  readonly apiBaseUrl: string;
};

/** The property that names a resource, by type; resources of other types are named by stack and logical id. */
export const NAME_PROPERTY: Readonly<Record<string, string>> = {
  "AWS::SQS::Queue": "QueueName",
  "AWS::DynamoDB::Table": "TableName",
  "AWS::DynamoDB::GlobalTable": "TableName",
  "AWS::S3::Bucket": "BucketName",
  "AWS::SecretsManager::Secret": "Name",
  "AWS::SNS::Topic": "TopicName",
  "AWS::Events::EventBus": "Name",
  "AWS::Events::Rule": "Name",
  "AWS::Lambda::Function": "FunctionName",
  "AWS::Logs::LogGroup": "LogGroupName",
  "AWS::IAM::Role": "RoleName",
};

const arn = (service: string, resource: string): string => `arn:aws:${service}:${REGION}:${ACCOUNT_ID}:${resource}`;

/** Stable stand-ins for ids that AWS makes up. */
const digest = (text: string, length: number): string =>
  createHash("sha256").update(text).digest("hex").slice(0, length);

type Make = (name: string, input: IdentityInput) => Omit<Identity, "name"> & { name?: string };

const MAKERS: Readonly<Record<string, Make>> = {
  "AWS::SQS::Queue": (name, { sqsBaseUrl }) => {
    const url = `${sqsBaseUrl}/${ACCOUNT_ID}/${name}`;
    return { arn: arn("sqs", name), ref: url, attributes: { QueueName: name, QueueUrl: url } };
  },
  "AWS::DynamoDB::Table": (name) => ({ arn: arn("dynamodb", `table/${name}`), ref: name, attributes: {} }),
  "AWS::DynamoDB::GlobalTable": (name) => ({ arn: arn("dynamodb", `table/${name}`), ref: name, attributes: {} }),
  "AWS::S3::Bucket": (name) => ({
    name: name.toLowerCase(),
    arn: `arn:aws:s3:::${name.toLowerCase()}`,
    ref: name.toLowerCase(),
    attributes: { DomainName: `${name.toLowerCase()}.s3.amazonaws.com` },
  }),
  "AWS::SecretsManager::Secret": (name) => {
    const secretArn = arn("secretsmanager", `secret:${name}-${digest(name, 6)}`);
    return { arn: secretArn, ref: secretArn, attributes: { Id: secretArn } };
  },
  "AWS::SNS::Topic": (name) => {
    const topicArn = arn("sns", name);
    return { arn: topicArn, ref: topicArn, attributes: { TopicArn: topicArn, TopicName: name } };
  },
  "AWS::Events::EventBus": (name) => ({
    arn: arn("events", `event-bus/${name}`),
    ref: name,
    attributes: { Name: name },
  }),
  "AWS::Events::Rule": (name) => ({ arn: arn("events", `rule/${name}`), ref: name, attributes: {} }),
  "AWS::Lambda::Function": (name) => ({ arn: arn("lambda", `function:${name}`), ref: name, attributes: {} }),
  "AWS::ApiGatewayV2::Api": (name, { apiBaseUrl }) => {
    const id = digest(name, 10);
    return { arn: arn("apigateway", `/apis/${id}`), ref: id, attributes: { ApiId: id, ApiEndpoint: apiBaseUrl } };
  },
  "AWS::Cognito::UserPool": (name) => {
    const id = `${REGION}_${digest(name, 9)}`;
    const provider = `cognito-idp.${REGION}.amazonaws.com/${id}`;
    return {
      arn: arn("cognito-idp", `userpool/${id}`),
      ref: id,
      attributes: { UserPoolId: id, ProviderName: provider, ProviderURL: `https://${provider}` },
    };
  },
  "AWS::Cognito::UserPoolClient": (name) => {
    const id = digest(name, 26);
    return { arn: "", ref: id, attributes: { ClientId: id } };
  },
  "AWS::KMS::Key": (name) => {
    const id = digest(name, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
    return { arn: arn("kms", `key/${id}`), ref: id, attributes: { KeyId: id } };
  },
  "AWS::EC2::SecurityGroup": (name) => {
    const id = `sg-${digest(name, 17)}`;
    return { arn: arn("ec2", `security-group/${id}`), ref: id, attributes: { GroupId: id } };
  },
  "AWS::IAM::Role": (name) => ({
    arn: `arn:aws:iam::${ACCOUNT_ID}:role/${name}`,
    ref: name,
    attributes: { RoleId: digest(name, 20) },
  }),
  "AWS::Logs::LogGroup": (name) => ({ arn: arn("logs", `log-group:${name}:*`), ref: name, attributes: {} }),
};

/** Names, ARNs and URLs of a resource: the same on every start, so that stored data keeps its place. */
export function identify(input: IdentityInput): Identity {
  const wished = input.givenName ?? input.fallbackName;
  const name = input.fifo && !wished.endsWith(".fifo") ? `${wished}.fifo` : wished;
  const service = input.type.split("::")[1]?.toLowerCase() ?? "";
  const made = MAKERS[input.type]?.(name, input) ?? { arn: arn(service, name), ref: name, attributes: {} };
  return {
    name: made.name ?? name,
    arn: made.arn,
    ref: made.ref,
    attributes: made.arn === "" ? made.attributes : { ...made.attributes, Arn: made.arn },
  };
}

/** The value of a pseudo parameter such as `AWS::Region`, undefined for other names. */
export function pseudoParameter(name: string, stackName: string): string | undefined {
  if (!name.startsWith("AWS::")) return undefined;
  const values: Readonly<Record<string, string>> = {
    "AWS::Region": REGION,
    "AWS::AccountId": ACCOUNT_ID,
    "AWS::Partition": "aws",
    "AWS::URLSuffix": "amazonaws.com",
    "AWS::StackName": stackName,
    "AWS::StackId": arn("cloudformation", `stack/${stackName}/${digest(stackName, 12)}`),
  };
  const value = values[name];
  if (value === undefined) throw new TemplateError(`the pseudo parameter ${name} is not known here`);
  return value;
}
