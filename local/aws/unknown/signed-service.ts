import type { IncomingMessage } from "node:http";

/** The services of the embedded cloud, by the names that requests are signed for. */
const SERVICES: Readonly<Record<string, string>> = {
  sqs: "SQS",
  dynamodb: "DynamoDB",
  s3: "S3",
  sns: "SNS",
  events: "EventBridge",
  scheduler: "EventBridge Scheduler",
  secretsmanager: "Secrets Manager",
  kms: "KMS",
  sts: "STS",
};

/**
 * The service that a request is signed for; undefined for an unsigned request. The scope of the credentials names it:
 * `AKID/20260101/us-east-1/sqs/aws4_request`, in the header or in the query of a link.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function signedService({ headers, url = "" }: Pick<IncomingMessage, "headers" | "url">): string | undefined {
  const header = /Credential=([^,\s]+)/.exec(headers.authorization ?? "")?.[1];
  const credential = header ?? new URLSearchParams(url.split("?", 2)[1]).get("X-Amz-Credential") ?? "";
  return /\/([^/]+)\/aws4_request$/.exec(credential)?.[1];
}

/** Whether the embedded cloud has the service of this signing name. */
export function isEmulated(service: string): boolean {
  return Object.hasOwn(SERVICES, service);
}

/** The services of the embedded cloud in words. */
export function servicesInWords(): string {
  const names = Object.values(SERVICES);
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/** What a person who asked for another service has to know. */
export function noSuchService(service: string): string {
  return `the embedded cloud has no ${service}; it has ${servicesInWords()}`;
}
