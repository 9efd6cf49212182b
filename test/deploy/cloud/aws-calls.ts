import * as z from "zod";
import { parseXml } from "./xml.ts";

export type Json = Readonly<Record<string, unknown>>;

/** Calls of the AWS API at one endpoint that checks no signature, for the services of which the project has no SDK. */
export type AwsCalls = {
  readonly endpoint: string;
  /** An operation of a service that speaks JSON, e.g. `call("sqs", "ListQueues", {})`. */
  call(service: keyof typeof TARGETS, operation: string, input: Json): Promise<Json>;
  /** An operation of a service that speaks forms. Its result is what stands in `<operation>Result`. */
  query(service: keyof typeof VERSIONS, operation: string, input: Readonly<Record<string, string>>): Promise<Json>;
  /** An operation of EC2, which answers in XML. */
  ec2(operation: string, input: Readonly<Record<string, string>>): Promise<Json>;
  /** A GET of a service that speaks REST; `undefined` where it answers 404. */
  get(service: "lambda" | "apigateway", path: string): Promise<Json | undefined>;
};

/** What stands before the operation in `X-Amz-Target`. */
const TARGETS = {
  sqs: "AmazonSQS",
  dynamodb: "DynamoDB_20120810",
  secretsmanager: "secretsmanager",
  events: "AWSEvents",
  logs: "Logs_20140328",
  monitoring: "GraniteServiceVersion20100801",
  "cognito-idp": "AWSCognitoIdentityProviderService",
  firehose: "Firehose_20150804",
  budgets: "AWSBudgetServiceGateway",
  kms: "TrentService",
} as const;

/** The API versions of the services that speak forms. */
const VERSIONS = { cloudformation: "2010-05-15", iam: "2010-05-08", sns: "2010-03-31" } as const;

export const REGION = "us-east-1";
/** moto's account. */
export const ACCOUNT = "123456789012";

const jsonObject = z.record(z.string(), z.unknown());

export function createAwsCalls(endpoint: string): AwsCalls {
  async function ask(service: string, path: string, init: RequestInit): Promise<{ status: number; text: string }> {
    const credential = `Credential=deploy-test/20260101/${REGION}/${service}/aws4_request`;
    const authorization = `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host, Signature=none`;
    const response = await fetch(`${endpoint}${path}`, { ...init, headers: { ...init.headers, authorization } });
    const text = await response.text();
    if (!response.ok && response.status !== 404) throw new Error(`${service} ${path}: ${response.status} ${text}`);
    return { status: response.status, text };
  }

  return {
    endpoint,
    async call(service, operation, input) {
      const headers = {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": `${TARGETS[service]}.${operation}`,
      };
      const { status, text } = await ask(service, "/", { method: "POST", headers, body: JSON.stringify(input) });
      if (status === 404) throw new Error(`${service} ${operation} is not known to the endpoint`);
      return jsonObject.parse(text === "" ? {} : JSON.parse(text));
    },
    async query(service, operation, input) {
      const form = { Action: operation, Version: VERSIONS[service], ContentType: "JSON", ...input };
      const { status, text } = await ask(service, "/", { method: "POST", body: new URLSearchParams(form) });
      if (status === 404) throw new Error(`${service} ${operation}: ${text}`);
      const answer = jsonObject.parse(jsonObject.parse(JSON.parse(text))[`${operation}Response`]);
      return jsonObject.parse(answer[`${operation}Result`] ?? {});
    },
    async ec2(operation, input) {
      const form = { Action: operation, Version: "2016-11-15", ...input };
      const { status, text } = await ask("ec2", "/", { method: "POST", body: new URLSearchParams(form) });
      if (status === 404) throw new Error(`ec2 ${operation}: ${text}`);
      return jsonObject.parse(parseXml(text));
    },
    async get(service, path) {
      const { status, text } = await ask(service, path, { method: "GET" });
      return status === 404 ? undefined : jsonObject.parse(JSON.parse(text));
    },
  };
}

/** A list of objects in an answer; an answer without it has no items. */
export function listOf(answer: Json | undefined, field: string): Json[] {
  return z.array(jsonObject).parse(answer?.[field] ?? []);
}

/** An object in an answer; throws a `ZodError` where there is none. */
export function objectOf(answer: Json | undefined, field: string): Json {
  return jsonObject.parse(answer?.[field]);
}

/** A text in an answer; throws a `ZodError` where there is none. */
export function textOf(answer: Json | undefined, field: string): string {
  return z.string().parse(answer?.[field]);
}
