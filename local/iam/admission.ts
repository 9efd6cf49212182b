import type { IncomingMessage } from "node:http";
import type { DynamoCall } from "../aws/dynamodb/gate/gate.ts";
import { AwsError } from "../aws/service.ts";
import type { CloudModel } from "../template/model.ts";
import { createDynamoRequests } from "./calls/dynamodb.ts";
import { jsonRequests } from "./calls/json-services.ts";
import { createKmsRequests } from "./calls/kms.ts";
import { listing, type S3Call, s3Requests } from "./calls/s3.ts";
import { createSnsRequests } from "./calls/sns.ts";
import type { Guard } from "./guard.ts";
import { signingKey } from "./identity.ts";

/** Refuses the calls that the caller's policy does not allow, in the form of each service. */
export type Admission = {
  /** `prefix`: of the target. @throws AwsError */
  json(request: IncomingMessage, prefix: string, action: string, input: Record<string, unknown>): void;
  /** A call of the query protocol, which SNS speaks. @throws AwsError */
  query(request: IncomingMessage, action: string, fields: URLSearchParams): void;
  /** @throws AwsError */
  s3(request: IncomingMessage, call: S3Call): void;
  /** Whether the caller may learn that an object is missing. @throws AwsError */
  missing(request: IncomingMessage, call: S3Call): void;
  dynamodb(call: DynamoCall): AwsError | undefined;
};

type Form = ConstructorParameters<typeof AwsError>[2] & { readonly code: string };

/** The code of a refusal; what the services answer stands in the "Common errors" of their API references. */
const JSON_FORM: Form = { code: "AccessDeniedException", status: 400 };
const FORMS: Readonly<Record<string, Form>> = {
  AmazonSQS: { code: "AccessDeniedException", status: 403, queryCode: "AccessDenied" },
  scheduler: { code: "AccessDeniedException", status: 403 },
};
const SNS_FORM: Form = { code: "AuthorizationError", status: 403 };
const S3_FORM: Form = { code: "AccessDenied", status: 403 };

/** `throttles`: whether a call of a function is refused for its rate; none is unless given. */
export function createAdmission(
  guard: Guard,
  model: Pick<CloudModel, "tables" | "topics" | "keys">,
  throttles: () => boolean = () => false,
): Admission {
  const dynamoRequests = createDynamoRequests(model.tables);
  const snsRequests = createSnsRequests(model.topics);
  const kmsRequests = createKmsRequests(model.keys);

  function demand({ headers, url }: IncomingMessage, form: Form, requests: Parameters<Guard["refuse"]>[1]): void {
    const refused = guard.refuse(signingKey(headers.authorization, url), requests);
    if (refused) throw new AwsError(form.code, refused.message, form);
  }

  return {
    json(request, prefix, action, input) {
      demand(request, FORMS[prefix] ?? JSON_FORM, () =>
        prefix === "TrentService" ? kmsRequests(action, input) : jsonRequests(prefix, action, input),
      );
      const accessKey = signingKey(request.headers.authorization, request.url);
      if (guard.isFunction(accessKey) && throttles()) throw throttled(prefix);
    },
    query: (request, action, fields) => demand(request, SNS_FORM, () => snsRequests(action, fields)),
    s3: (request, call) => demand(request, S3_FORM, () => s3Requests(call)),
    missing({ headers, url }, { bucket }) {
      if (guard.allows(signingKey(headers.authorization, url), listing(bucket))) return;
      throw new AwsError(S3_FORM.code, "Access Denied", S3_FORM);
    },
    dynamodb({ accessKey, action, input }) {
      const refused = guard.refuse(accessKey, () =>
        action === undefined ? [] : dynamoRequests(action, Object(parsed(input))),
      );
      if (refused) return new AwsError(JSON_FORM.code, refused.message, JSON_FORM);
      return guard.isFunction(accessKey) && throttles() ? throttled("DynamoDB") : undefined;
    },
  };
}

/** What each service says of too many calls: the "Common errors" of their API references. */
function throttled(prefix: string): AwsError {
  if (prefix === "DynamoDB") {
    const message = "The level of configured provisioned throughput for the table was exceeded.";
    return new AwsError("ProvisionedThroughputExceededException", message);
  }
  if (prefix === "AmazonSQS") {
    return new AwsError("RequestThrottled", "Rate exceeded", { status: 403, queryCode: "RequestThrottled" });
  }
  return new AwsError("ThrottlingException", "Rate exceeded");
}

/** What is no JSON goes on to the engine, which refuses it. */
function parsed(input: () => unknown): unknown {
  try {
    return input();
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
