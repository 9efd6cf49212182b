/** A service that speaks JSON over one path: what its calls are named by. */
export type Service = {
  /** In the names of environment variables, such as `AWS_ENDPOINT_URL_SQS`. */
  readonly endpointId: string;
  /** The first part of its host name. */
  readonly host: string;
  readonly signingName: string;
  /** Before the action in the header `X-Amz-Target`. */
  readonly target: string;
  readonly jsonVersion: "1.0" | "1.1";
  /** Before the first repetition of a call, ms, before chance shortens it. */
  readonly retryDelay: number;
  /** In the partition `aws-us-gov` the plain host is the FIPS endpoint: of one stack, or of both. */
  readonly govIsFips?: "one-stack" | "both-stacks";
  /** Partitions whose plain domain is the dual-stack domain. */
  readonly plainIsDualStack?: readonly string[];
};

/** Source: the Smithy models of the services, as the SDK's clients have them. */
export const SERVICES = {
  dynamodb: {
    endpointId: "DYNAMODB",
    host: "dynamodb",
    signingName: "dynamodb",
    target: "DynamoDB_20120810",
    jsonVersion: "1.0",
    retryDelay: 25,
    govIsFips: "one-stack",
  },
  sqs: {
    endpointId: "SQS",
    host: "sqs",
    signingName: "sqs",
    target: "AmazonSQS",
    jsonVersion: "1.0",
    retryDelay: 50,
    govIsFips: "one-stack",
  },
  events: {
    endpointId: "EVENTBRIDGE",
    host: "events",
    signingName: "events",
    target: "AWSEvents",
    jsonVersion: "1.1",
    retryDelay: 50,
    govIsFips: "both-stacks",
  },
  secrets: {
    endpointId: "SECRETS_MANAGER",
    host: "secretsmanager",
    signingName: "secretsmanager",
    target: "secretsmanager",
    jsonVersion: "1.1",
    retryDelay: 50,
    plainIsDualStack: ["aws", "aws-cn", "aws-us-gov"],
  },
  kms: {
    endpointId: "KMS",
    host: "kms",
    signingName: "kms",
    target: "TrentService",
    jsonVersion: "1.1",
    retryDelay: 50,
  },
} as const satisfies Readonly<Record<string, Service>>;
